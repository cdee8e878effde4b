/** Gives equal texts and equal lists of texts as one object each, so that many sessions do not hold many copies. */
export interface SharedTexts {
  text(text: string): string
  /** The list is frozen. */
  list(texts: readonly string[]): readonly string[]
}

/** Longer texts are as good as never equal. */
const longest = 255

/** @param most how many of each are remembered; then it begins anew, as clients can make up as many as they like */
export function createSharedTexts(most: number): SharedTexts {
  const texts = new Map<string, string>()
  const lists = new Map<string, readonly string[]>()

  function remember<Value>(memory: Map<string, Value>, key: string, value: Value): Value {
    const known = memory.get(key)
    if (known !== undefined) return known
    if (memory.size >= most) memory.clear()
    memory.set(key, value)
    return value
  }
  return {
    text: (text) => (text.length > longest ? text : remember(texts, text, text)),
    list(list) {
      const key = JSON.stringify(list)
      return key.length > longest ? list : remember(lists, key, Object.freeze([...list]))
    },
  }
}
