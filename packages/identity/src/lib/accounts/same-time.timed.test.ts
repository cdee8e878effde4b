import { describeSameTime } from './same-time.test-support.ts'

describeSameTime({ pairs: 240, cost: { memoryKiB: 4096, passes: 2 }, tolerance: 0.15 })
