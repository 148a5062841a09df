import { render } from 'preact';
// First: what a view styles otherwise comes after it.
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import { App } from './app.tsx';
import { readPage } from './page.ts';

const root = document.querySelector('#app');
if (root) {
  const page = readPage();
  document.title = `${page.data.report.run.suite} · Vouch`;
  render(<App page={page} />, root);
}
