import { expect, it } from 'vitest'
import { createStateHolder } from './client-state.ts'

const offline = (code: string) => ({ status: 'offline', details: null, code }) as const

it('tells each listener each change once, until it no longer wants to hear', () => {
  const holder = createStateHolder()
  const heard: string[] = []
  const listen = (): void => void heard.push(holder.state.status)
  const stops = [holder.subscribe(listen), holder.subscribe(listen)]
  holder.set(offline('store/busy'))
  holder.set(offline('store/busy'))
  expect(heard).toEqual(['offline', 'offline'])
  stops[0]?.()
  holder.set(offline('store/full'))
  expect(heard).toHaveLength(3)
  stops[1]?.()
  holder.set({ status: 'signed-out', code: null })
  expect(heard).toHaveLength(3)
})

it('tells the others when a listener throws, whose error is not lost', async () => {
  const holder = createStateHolder()
  const heard: string[] = []
  const lost = new Promise((resolve) => process.prependOnceListener('unhandledRejection', resolve))
  const others = process.listeners('unhandledRejection').slice(1)
  for (const other of others) process.off('unhandledRejection', other)
  holder.subscribe(() => {
    throw new Error('a mistake of the application')
  })
  holder.subscribe(({ status }) => heard.push(status))
  holder.set(offline('client/offline'))
  expect(heard).toEqual(['offline'])
  expect(await lost).toMatchObject({ message: 'a mistake of the application' })
  for (const other of others) process.on('unhandledRejection', other)
})
