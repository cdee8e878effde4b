import { describeSameTime } from './same-time.test-support.ts'

describeSameTime({ pairs: 2500, cost: { memoryKiB: 19_456, passes: 2 }, tolerance: 0.06 })
