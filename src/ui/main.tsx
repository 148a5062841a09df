import { render } from 'preact';
import { App } from './app.tsx';
import { readPage } from './page.ts';
import './style/base.css';
import './style/shell.css';
import './style/parts.css';

const root = document.querySelector('#app');
if (root) {
  const page = readPage();
  document.title = `${page.data.report.run.suite} · Vouch`;
  render(<App page={page} />, root);
}
