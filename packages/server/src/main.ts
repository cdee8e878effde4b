export { done } from './lib/commands/process.ts'
