import { describeSameAnswer } from './same-answer.test-support.ts'

describeSameAnswer({ pairs: 1500, tolerance: 0.05 })
