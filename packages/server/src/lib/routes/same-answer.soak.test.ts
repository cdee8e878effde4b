import { delayKnown, describePlantedLeak, describeSameAnswer } from './same-answer.test-support.ts'

describeSameAnswer(1500)
describePlantedLeak({ name: 'a known address took a millisecond more', pairs: 1500, plant: delayKnown(1) })
