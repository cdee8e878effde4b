import { type ReactElement, type ReactNode, useId, useLayoutEffect, useRef } from 'react'

interface DialogProps {
  readonly title: string
  /** What it is about; is read aloud with the title. */
  readonly about?: ReactNode
  /** Whether it stops the person before something that can't be taken back. */
  readonly alarming?: boolean
  readonly children: ReactNode
  /** The person left it: by the Escape key, or by its button. */
  onClose(): void
}

/** What is open, the lowest first. */
const opened: HTMLDialogElement[] = []

/**
 * A dialog that the rest of the page waits for. It begins at its first field or, when it asks for no more than a
 * decision, at the way back; after it, the focus is where it was. One that it opens over is hidden until then.
 */
export function Dialog({ title, about, alarming = false, children, onClose }: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    const below = opened.at(-1)
    element.showModal()
    opened.push(element)
    below?.classList.add('covered')
    element.querySelector<HTMLElement>('input:not([readonly])')?.focus()
    return () => {
      opened.splice(opened.indexOf(element), 1)
      below?.classList.remove('covered')
      // Closed before it leaves the page, so that the browser gives the focus back.
      element.close()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      role={alarming ? 'alertdialog' : undefined}
      aria-labelledby={`${id}-title`}
      aria-describedby={about == null ? undefined : `${id}-about`}
      onCancel={(event) => {
        event.preventDefault()
        const isBusy = dialog.current?.querySelector('form[aria-busy="true"]') != null
        if (event.target === dialog.current && !isBusy) onClose()
      }}
      onClose={(event) => {
        // Told later than it happened: by now it may be open again.
        if (event.target === dialog.current && !dialog.current.open) onClose()
      }}
    >
      <h2 id={`${id}-title`}>{title}</h2>
      {about != null && <div id={`${id}-about`}>{about}</div>}
      {children}
    </dialog>
  )
}
