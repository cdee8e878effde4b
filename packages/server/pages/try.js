// Draws the operations of /openapi.json, and sends requests to this server. Everything is put in as text.

const place = document.getElementById('try')

/** An element with attributes and children; texts stay texts. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.append(...children)
  return made
}

/** What stands between backticks in a text of the document is code. */
function written(text) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part))
}

function field(label, hint, input) {
  const words = element('span', {}, label)
  if (hint) words.append(element('small', {}, ' ', ...written(hint)))
  return element('label', {}, words, input)
}

const bearer = element('input', { type: 'password', autocomplete: 'off', spellcheck: 'false' })

function drawOperation(path, method, operation) {
  const parameters = (operation.parameters ?? []).map((parameter) => {
    const input = element('input', { spellcheck: 'false', autocomplete: 'off' })
    return { ...parameter, input }
  })
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const body = content && element('textarea', { spellcheck: 'false', autocomplete: 'off' })
  if (body) body.value = JSON.stringify(content.example ?? {}, null, 2)

  const answer = element('div', { role: 'status' })
  const send = element('button', { class: 'button main', type: 'submit' }, 'Send')
  const form = element('form', { class: 'operation', 'aria-label': `${method} ${path}` })
  if (operation.description) form.append(element('p', { class: 'soft' }, ...written(operation.description)))
  for (const { name, description, required, input } of parameters) {
    form.append(field(name, description ?? (required ? '' : 'optional'), input))
  }
  if (body) form.append(field('Body', type, body))
  form.append(element('div', {}, send), answer)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    send.disabled = true
    answer.replaceChildren(await call({ path, method, parameters, type, body }))
    for (const pre of answer.querySelectorAll('pre')) letScroll(pre, `Answer of ${method} ${path}`)
    send.disabled = false
  })

  const summary = element(
    'summary',
    {},
    element('span', { class: 'method', 'data-method': method }, method),
    element('span', { class: 'path' }, path),
    element('span', { class: 'what' }, operation.summary),
  )
  return element('details', { class: 'card' }, summary, form)
}

async function call({ path, method, parameters, type, body }) {
  const given = (name) =>
    parameters.filter((parameter) => parameter.in === name && parameter.input.value !== '')
  let address = path
  for (const { name, input } of given('path'))
    address = address.replace(`{${name}}`, encodeURIComponent(input.value))
  const query = new URLSearchParams(given('query').map(({ name, input }) => [name, input.value]))
  if (query.size > 0) address += `?${query}`
  const headers = {}
  if (body) headers['content-type'] = type
  if (bearer.value) headers.authorization = `Bearer ${bearer.value}`
  const began = performance.now()
  try {
    const response = await fetch(address, {
      method,
      headers,
      redirect: 'manual',
      ...(body && { body: body.value }),
    })
    const text = await response.text()
    return drawAnswer(response, text, Math.round(performance.now() - began))
  } catch {
    return drawAnswer(
      { ok: false, status: 0, statusText: 'No answer: is the server running?', headers: [] },
      '',
      0,
    )
  }
}

function drawAnswer({ ok, status, statusText, headers }, text, ms) {
  const shown = [...headers]
    .filter(([name]) => ['content-type', 'retry-after', 'www-authenticate', 'allow'].includes(name))
    .map(([name, value]) => `${name}: ${value}`)
  const content = [...shown, '', pretty(text)].join('\n').trim()
  return element(
    'div',
    { class: 'answer', 'data-kind': ok ? 'done' : 'refused' },
    element('h3', {}, [status || '', statusText, ms ? `in ${ms} ms` : ''].filter(Boolean).join(' ')),
    ...(content ? [element('pre', {}, content)] : []),
  )
}

/** What is longer than its place is scrolled by keyboard, too. */
function letScroll(pre, name) {
  if (pre.scrollHeight <= pre.clientHeight) return
  pre.tabIndex = 0
  pre.setAttribute('role', 'region')
  pre.setAttribute('aria-label', name)
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function draw({ tags, paths }) {
  const groups = tags.map(({ name }) => {
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, operation]) => operation.tags?.includes(name))
        .map(([method, operation]) => drawOperation(path, method.toUpperCase(), operation)),
    )
    return element('section', { class: 'group' }, element('h2', {}, name), ...operations)
  })
  place.replaceChildren(field('Bearer token', 'optional; in place of the cookie', bearer), ...groups)
  place.removeAttribute('aria-busy')
}

try {
  const response = await fetch('/openapi.json')
  if (!response.ok) throw new Error(String(response.status))
  draw(await response.json())
} catch {
  place.replaceChildren(
    element('p', { class: 'card empty' }, 'The document could not be read. Load the page again in a moment.'),
  )
  place.removeAttribute('aria-busy')
}
