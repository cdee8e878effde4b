import { it } from 'vitest'
import { fuzzRequests, fuzzTokens } from './fuzz.test-support.ts'

const tokens = 75_000
const requests = 25_000

it(`${tokens} spoilt tokens are refused and change nothing`, { timeout: 60_000 }, () => fuzzTokens(tokens))

it(
  `${requests} hostile requests get exactly the answer that is due and change nothing of the victim’s`,
  { timeout: 120_000 },
  () => fuzzRequests(requests),
)
