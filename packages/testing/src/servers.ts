export { type RedisCluster, startRedisCluster } from './lib/servers/redis-cluster.ts'
export { type RedisServer, type RedisServerOptions, startRedis } from './lib/servers/redis-server.ts'
