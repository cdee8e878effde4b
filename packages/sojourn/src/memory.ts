export { createMemoryStore, type MemoryStoreOptions } from './lib/store-memory/memory-store.ts'
