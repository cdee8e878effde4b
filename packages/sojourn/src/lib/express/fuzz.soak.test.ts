import { it } from 'vitest'
import { fuzzRequests, fuzzTokens } from './fuzz.test-support.ts'

const tokens = 1_000_000
const requests = 200_000

it(`${tokens} spoilt tokens are refused and change nothing`, () => fuzzTokens(tokens))

it(`${requests} hostile requests get 4xx with a problem document and change nothing`, () =>
  fuzzRequests(requests))
