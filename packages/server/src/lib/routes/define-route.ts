import type { Account, Errand, From } from '@sojourn/identity'
import type { ErrorCode } from '@sojourn/protocol'
import type { Context } from 'hono'
import type { RequestSession } from 'sojourn/hono'
import type { z } from 'zod'
import { checkInput, parseJson } from './check-input.ts'
import type { Body, MediaType } from './read-body.ts'
import type { Refusal } from './refusal.ts'
import type { Reply, SuccessStatus } from './reply.ts'

/** Who may call a route: anyone, who is signed in, or who has authenticated recently (RFC 9470). */
export type Access = 'anyone' | 'signed-in' | 'recent'

/** One way in which a route answers when all is well. */
export interface AnswerSpec {
  readonly description: string
  /** None: the answer has no body. */
  readonly body?: z.ZodType
}

type Answers = { readonly [Status in SuccessStatus]?: AnswerSpec }

/** What a handler answers: one of the answers that the route declares. */
type ReplyOf<Specs extends Answers> = {
  [Status in keyof Specs & SuccessStatus]: Reply<
    Status,
    Specs[Status] extends { readonly body: infer Schema extends z.ZodType } ? z.output<Schema> : undefined
  >
}[keyof Specs & SuccessStatus]

/** What every handler is given, besides the input. */
export interface Caller {
  readonly c: Context
  readonly session: RequestSession
  /** Where the request comes from, for guess limits and activity. */
  readonly from: From
}

/** A request whose input fits. */
export interface Call<Of extends Access, Content, Query, Params> extends Caller {
  /** Who is signed in. */
  readonly person: Of extends 'anyone' ? null : Account
  readonly body: Content
  readonly query: Query
  readonly params: Params
}

/** What is said of a route once, and everything else follows from. */
interface RouteWords {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the base path, with parameters in braces: `/sessions/{id}`. */
  readonly path: `/${string}`
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** What a body may be sent as. Default: JSON. */
  readonly mediaTypes?: readonly MediaType[]
  /** Whether a body may be left out: it then counts as `{}`. */
  readonly bodyIsOptional?: boolean
  /** An example of the body, shown in the document. */
  readonly example?: unknown
  /** Default 16,384. */
  readonly mostBodyBytes?: number
  /**
   * Whether its work is costly: such requests begin in turn, so that a flood of them stalls no other. The name of what
   * the network has a budget for, or true.
   */
  readonly inTurn?: Errand | true
  /** The codes with which it refuses, besides those that any route may answer. */
  readonly refusals: readonly ErrorCode[]
}

export interface RouteSpec<
  Of extends Access,
  Content extends z.ZodType,
  Query extends z.ZodType,
  Params extends z.ZodType,
  Specs extends Answers,
> extends RouteWords {
  readonly access: Of
  readonly body?: Content
  readonly query?: Query
  readonly params?: Params
  readonly answers: Specs
  readonly handle: (
    call: Call<Of, z.output<Content>, z.output<Query>, z.output<Params>>,
  ) => Promise<ReplyOf<Specs> | Refusal>
}

/** The input of a request, not looked at yet. */
export interface RawInput {
  readonly body: Body
  readonly query: Readonly<Record<string, string | string[]>>
  readonly params: Readonly<Record<string, string>>
}

/** A route, whatever it takes. */
export interface Route extends RouteWords {
  readonly access: Access
  readonly body: z.ZodType | null
  readonly query: z.ZodType | null
  readonly params: z.ZodType | null
  readonly answers: Answers
  /**
   * Checks the input, and answers.
   *
   * @param admit is asked before the work, with the checked body: what it refuses is not done
   */
  answer(
    input: RawInput,
    caller: Caller,
    person: Account | null,
    admit: (content: unknown) => Promise<Refusal | null>,
  ): Promise<Reply | Refusal>
}

/** Defines a route: its validation, its handler and its part of the OpenAPI document come from this. */
export function defineRoute<
  Of extends Access,
  Specs extends Answers,
  Content extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Params extends z.ZodType = z.ZodUndefined,
>(spec: RouteSpec<Of, Content, Query, Params, Specs>): Route {
  const { body = null, query = null, params = null } = spec
  return {
    ...spec,
    body,
    query,
    params,
    async answer(input, caller, person, admit) {
      const asked = params === null ? nothing : checkInput(params, input.params, 'path')
      // A name of something is right or unknown: what it should look like is nobody's business.
      if (asked.status === 'refused')
        return { ...asked, code: 'request/unknown-session', detail: unknownName }
      const sought = query === null ? nothing : checkInput(query, input.query, 'query')
      if (sought.status === 'refused') return sought
      const sent = body === null ? noBody(input.body) : readContent(body, input.body, spec)
      if (sent.status === 'refused') return sent
      const barred = await admit(sent.value)
      if (barred !== null) return barred
      return spec.handle({
        ...caller,
        person: person as Of extends 'anyone' ? null : Account, // whoever calls has let in only who is signed in
        body: sent.value as z.output<Content>, // undefined when the route has no schema, and its type says so
        query: sought.value as z.output<Query>, // as above
        params: asked.value as z.output<Params>, // as above
      })
    },
  }
}

const nothing = { status: 'fits', value: undefined } as const
const unknownName = 'There is no such session among yours. List them anew.'

function noBody(body: Body): typeof nothing | Refusal {
  return body.status === 'refused' ? body : nothing
}

function readContent<Content extends z.ZodType>(
  schema: Content,
  body: Body,
  { bodyIsOptional = false }: Pick<RouteWords, 'bodyIsOptional'>,
): ReturnType<typeof checkInput<Content>> {
  if (body.status === 'refused') return body
  if (body.status === 'empty') return checkInput(schema, bodyIsOptional ? {} : undefined, 'body')
  const parsed = parseJson(body.text)
  return parsed.status === 'refused' ? parsed : checkInput(schema, parsed.value, 'body')
}
