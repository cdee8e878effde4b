import { it } from 'vitest'
import { fuzzRequests, fuzzTokens } from './fuzz.test-support.ts'

const tokens = 1_000_000
const requests = 200_000

it(`${tokens} spoilt tokens are refused and change nothing`, () => fuzzTokens(tokens))

it(`${requests} hostile requests get exactly the answer that is due and change nothing of the victim’s`, () =>
  fuzzRequests(requests))
