/** What to say of an address that can't be one. */
export const badAddress = 'Enter an address that mail can reach, such as name@example.com.'

const whole = /^[^\s@＠]+[@＠][^\s@＠]+[.．。｡][^\s@＠]+$/u

/** Whether a text may be an address of mail. The server looks closer, and takes none for which this says no. */
export function mayBeAddress(text: string): boolean {
  return whole.test(text.trim())
}
