/** What the store asks of each command. */
export interface RedisCommandOptions {
  readonly abortSignal: AbortSignal
  readonly timeout: number
  readonly typeMapping: { readonly 36: BufferConstructor }
}

type Command = readonly (string | Buffer)[]

/** The part of a connected `createClient()` that the store uses. */
export interface RedisSingleClient {
  sendCommand(command: (string | Buffer)[], options?: RedisCommandOptions): Promise<unknown>
}

/** The part of a connected `createCluster()` that the store uses. */
export interface RedisClusterClient {
  readonly masters: readonly unknown[]
  nodeClient(master: unknown): Promise<RedisSingleClient> | RedisSingleClient
  sendCommand(
    firstKey: string | undefined,
    isReadonly: boolean | undefined,
    command: (string | Buffer)[],
    options?: RedisCommandOptions,
  ): Promise<unknown>
}

/** Sends one command; `null` as the key means any node. Strings come back as buffers. */
export type SendCommand = (command: Command, options: RedisCommandOptions) => Promise<unknown>

/** The two kinds of client behind one face. */
export interface RedisConnection {
  /** Sends a command to the primary that holds `key`. */
  send(key: string, command: Command, options: RedisCommandOptions): Promise<unknown>
  /** A sender for each primary. */
  primaries(): Promise<readonly SendCommand[]>
}

export function connectionOf(redis: RedisSingleClient | RedisClusterClient): RedisConnection {
  const sendTo =
    (client: RedisSingleClient): SendCommand =>
    (command, options) =>
      client.sendCommand([...command], options)
  if (!('masters' in redis)) {
    const send = sendTo(redis)
    return { send: (_key, command, options) => send(command, options), primaries: async () => [send] }
  }
  return {
    // Not read-only, even for reads: a replica may not know the latest write yet.
    send: (key, command, options) => redis.sendCommand(key, false, [...command], options),
    primaries: async () =>
      (await Promise.all(redis.masters.map((master) => redis.nodeClient(master)))).map(sendTo),
  }
}
