export type {
  RedisClusterClient,
  RedisCommandOptions,
  RedisSingleClient,
} from './lib/store-redis/redis-client.ts'
export { createRedisStore, type RedisStoreOptions } from './lib/store-redis/redis-store.ts'
