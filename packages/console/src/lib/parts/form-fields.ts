/** What is wrong before anything is sent, by name of the field. Each field says itself what to say. */
export function fieldErrors(form: HTMLFormElement): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const input of inputsOf(form)) {
    if (input.required && input.value.trim() === '')
      errors[input.name] = input.dataset.missing ?? 'Fill this in.'
    else if (input.validity.customError) errors[input.name] = input.validationMessage
  }
  return errors
}

/** What was typed, by name of the field. A box that is ticked is `on`. */
export function valuesOf(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {}
  for (const input of inputsOf(form)) {
    if (input.type !== 'checkbox') values[input.name] = input.value
    else if (input.checked) values[input.name] = 'on'
  }
  return values
}

function inputsOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.elements]
    .filter((element) => element instanceof HTMLInputElement)
    .filter((input) => input.name !== '')
}
