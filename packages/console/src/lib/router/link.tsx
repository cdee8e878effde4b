import type { ComponentProps, MouseEvent, ReactElement } from 'react'
import { navigate } from './navigation.ts'

/** A link to another of these pages. With a modifier key it is an ordinary link. */
export function Link({ href, ...rest }: ComponentProps<'a'> & { href: string }): ReactElement {
  const onClick = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    if (href !== location.pathname + location.search) navigate(href)
  }
  return <a href={href} onClick={onClick} {...rest} />
}
