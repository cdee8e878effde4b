import { expect, it } from 'vitest'
import { runHere } from './run.test-support.ts'

it.each(['sessions', 'users', 'keys'])('sojourn %s --help lists what there is', async (group) => {
  const { code, stdout, stderr } = await runHere([group, '--help'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(`  ${group} list`)
  expect(stdout).not.toContain('doctor')
})

it('a group without a command is no command, and its commands are named', async () => {
  const { code, stderr } = await runHere(['keys'])
  expect(code).toBe(1)
  expect(stderr).toContain('sojourn keys rotate')
})
