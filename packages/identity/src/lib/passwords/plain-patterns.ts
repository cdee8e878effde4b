/** What hands and heads do when they want to be quick: rows of keys and of alphabets, each read in both directions. */
const rows = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
  '!@#$%^&*()_+',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'ячсмитьбю',
  'абвгдежзийклмноп',
]
const walks = rows.flatMap((row) => [row, [...row].reverse().join('')])
const shortestRun = 3

/** The shortest text that `text` is a repetition of, also when the last one is cut off: itself when it is none. */
export function repeatedUnit(text: string): string {
  // Of each prefix, how long the longest start of the text is that it ends with (Knuth, Morris and Pratt): linear.
  const borders = new Uint16Array(text.length)
  let border = 0
  for (let at = 1; at < text.length; at++) {
    while (border > 0 && text[at] !== text[border]) border = borders[border - 1] ?? 0
    if (text[at] === text[border]) border++
    borders[at] = border
  }
  const length = text.length - border
  return length <= text.length / 2 ? text.slice(0, length) : text
}

/** Whether `text` is nothing but runs along the rows and of one character, each of 3 characters or more. */
export function isPlainPattern(text: string): boolean {
  let at = 0
  while (at < text.length) {
    const length = Math.max(runLength(text, at), sameLength(text, at))
    if (length < shortestRun) return false
    at += length
  }
  return true
}

function sameLength(text: string, at: number): number {
  let end = at
  while (end < text.length && text[end] === text[at]) end++
  return end - at
}

function runLength(text: string, at: number): number {
  let longest = 0
  for (const walk of walks) {
    for (
      let from = walk.indexOf(text.charAt(at));
      from >= 0;
      from = walk.indexOf(text.charAt(at), from + 1)
    ) {
      let length = 1
      while (from + length < walk.length && text[at + length] === walk[from + length]) length++
      longest = Math.max(longest, length)
    }
  }
  return longest
}
