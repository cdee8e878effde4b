/** Signs people in over HTTP. Answers the header line that each one's requests carry from then on. */
export async function signInMany(port: number, count: number): Promise<string[]> {
  const lines: string[] = []
  for (let index = 0; index < count; index++) lines.push(await signIn(port, index))
  return lines
}

async function signIn(port: number, index: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/login`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', 'x-person': String(index) },
  })
  const { bearer } = (await response.json()) as { bearer?: string } // what the servers of this benchmark answer
  if (bearer !== undefined) return `Authorization: Bearer ${bearer}`
  const [cookie] = response.headers.getSetCookie()
  if (cookie === undefined) throw new Error(`a sign-in set no cookie: ${response.status}`)
  return `Cookie: ${cookie.slice(0, cookie.indexOf(';'))}`
}
