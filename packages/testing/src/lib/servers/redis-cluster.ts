import { execFile } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type RedisServer, startRedis } from './redis-server.ts'

const run = promisify(execFile)

/** A real Redis Cluster of one's own: three primaries, each with one replica. */
export interface RedisCluster {
  readonly nodes: readonly RedisServer[]
  /** What a client needs to find the cluster: the addresses of all nodes. */
  readonly rootNodes: readonly { readonly url: string }[]
  /** Ends all nodes and removes their folders. */
  stop(): Promise<void>
}

const size = 6
const readyWithinMs = 45_000
const pollMs = 50

async function ask(port: number, ...command: string[]): Promise<string> {
  return (await run('redis-cli', ['-p', String(port), ...command])).stdout
}

/** A node is ready when it knows every node and slot, and, as a replica, follows its primary. */
async function isReady(port: number): Promise<boolean> {
  const [cluster, replication] = await Promise.all([
    ask(port, 'cluster', 'info'),
    ask(port, 'info', 'replication'),
  ])
  const facts = ['cluster_state:ok', 'cluster_slots_assigned:16384', `cluster_known_nodes:${size}`]
  const follows = replication.includes('role:master')
    ? replication.includes('connected_slaves:1')
    : replication.includes('master_link_status:up')
  return follows && facts.every((fact) => cluster.includes(fact))
}

async function untilReady(nodes: readonly RedisServer[]): Promise<void> {
  const deadline = performance.now() + readyWithinMs
  for (const { port } of nodes) {
    while (!(await isReady(port))) {
      if (performance.now() > deadline)
        throw new Error(`The Redis node on port ${port} did not join its cluster`)
      await wait(pollMs)
    }
  }
}

/**
 * Starts six Redis nodes, forms a cluster of them and waits until each one says that it is complete.
 *
 * @example
 * const cluster = await startRedisCluster()
 * const redis = createCluster({ rootNodes: [...cluster.rootNodes] })
 */
export async function startRedisCluster(): Promise<RedisCluster> {
  const settings = {
    'cluster-enabled': 'yes',
    'cluster-config-file': 'nodes.conf',
    'cluster-node-timeout': '5000',
  }
  const started = await Promise.allSettled(Array.from({ length: size }, () => startRedis({ settings })))
  const nodes = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    const failed = started.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const addresses = nodes.map((node) => `127.0.0.1:${node.port}`)
    await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-replicas', '1', '--cluster-yes'])
    await untilReady(nodes)
  } catch (error) {
    await stop()
    throw error
  }
  return { nodes, rootNodes: nodes.map(({ url }) => ({ url })), stop }
}
