import type { ComponentChildren, RefObject } from 'preact';
import { ThemeSwitch } from './theme.tsx';

/** What every page shares: a way past the head, the name, a title, perhaps tabs, the content and a last word. */
export function Frame({
  title,
  tabs,
  main,
  children,
  footer,
}: {
  title: ComponentChildren;
  tabs?: ComponentChildren;
  main: RefObject<HTMLElement | null>;
  children: ComponentChildren;
  footer: ComponentChildren;
}) {
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="masthead">
        <div class="masthead-line">
          <p class="wordmark">
            <Mark /> Vouch
          </p>
          <ThemeSwitch />
        </div>
        {title}
        {tabs}
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <footer class="colophon">{footer}</footer>
    </>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <rect x="1" y="2" width="18" height="4" rx="2" class="mark-kept" />
      <rect x="1" y="8" width="12" height="4" rx="2" class="mark-kept" />
      <rect x="1" y="14" width="6" height="4" rx="2" class="mark-broken" />
    </svg>
  );
}
