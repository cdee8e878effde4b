export { describeSessionRaces, type RaceFixture } from './lib/races/describe-session-races.ts'
export type { StoreAddress } from './lib/races/open-store.ts'
