export type { ConformanceOptions, OptionalPart, StoreFixture } from './lib/conformance/store-fixture.ts'
export { describeSessionStore } from './lib/describe-session-store.ts'
export { createManualClock, type ManualClock } from './lib/manual-clock.ts'
