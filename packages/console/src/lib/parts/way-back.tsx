import type { ReactElement } from 'react'
import { useForm } from './form-state.ts'

/** Leaves a form. Not while it is on its way: nobody should think that nothing will happen. */
export function WayBack({ label = 'Cancel', onClick }: { label?: string; onClick(): void }): ReactElement {
  const { pending } = useForm()
  return (
    <button
      type="button"
      className="button quiet"
      aria-disabled={pending}
      onClick={() => !pending && onClick()}
    >
      {label}
    </button>
  )
}
