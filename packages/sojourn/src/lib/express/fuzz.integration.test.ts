import { it } from 'vitest'
import { fuzzRequests, fuzzTokens } from './fuzz.test-support.ts'

const tokens = 75_000
const requests = 25_000

it(`${tokens} spoilt tokens are refused and change nothing`, { timeout: 60_000 }, () => fuzzTokens(tokens))

it(
  `${requests} hostile requests get 4xx with a problem document and change nothing`,
  { timeout: 120_000 },
  () => fuzzRequests(requests),
)
