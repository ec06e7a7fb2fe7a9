// What can be seen on the page, and where its links lead, for the driver to judge.
import * as D from '@grafana/data';
import * as S from '@grafana/scenes';
import { W } from './environment';

type Rgba = [number, number, number, number];
const SCROLLS = /auto|scroll/;
const CUTS = /hidden|clip|auto|scroll/;
const MOST_ROWS = 200;
const LEAST_COLOUR = 40; // of 255, between the strongest and the weakest of red, green and blue
const DESCENDERS = 4; // pixels of a line's box that hold no ink

/** A piece of text on a panel. */
interface Seen {
  panel: string;
  column: string;
  isHeader: boolean;
  text: string;
  /** Pixels that cannot be seen without scrolling sideways, or at all. */
  cut: number;
  /** Pixels that are seen only after scrolling down inside the panel. */
  below: number;
  contrast: number;
  /** Whether it is whole on the first screen. */
  inView: boolean;
  row: number;
}

interface Link {
  panel: string;
  title: string;
  before: string;
  after: string;
  /** What the row shows, by column. */
  row: Record<string, string>;
}

const panelOf = (element: Element) => element.closest('[data-testid^="data-testid Panel header"]')?.getAttribute('data-testid')?.replace('data-testid Panel header ', '') ?? '';

function rgba(text: string): Rgba {
  const parts = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
  return [parts[0], parts[1], parts[2], parts[3] ?? 1];
}

const over = (top: Rgba, below: Rgba): Rgba => {
  const mixed = (index: number) => top[index] * top[3] + below[index] * (1 - top[3]);
  return [mixed(0), mixed(1), mixed(2), 1];
};

function luminance([red, green, blue]: Rgba): number {
  const linear = [red, green, blue].map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

const ratio = (one: Rgba, other: Rgba) => {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

/** What is painted behind an element: its colour, or the last colour of its gradient. */
function painted(style: CSSStyleDeclaration): Rgba {
  const stops = style.backgroundImage.match(/rgba?\([^)]*\)/g);
  return stops ? rgba(stops[stops.length - 1]) : rgba(style.backgroundColor);
}

function contrast(element: Element): number {
  const layers: Rgba[] = [];
  let opacity = 1;
  for (let one: Element | null = element; one; one = one.parentElement) {
    const style = getComputedStyle(one);
    opacity *= Number(style.opacity);
    layers.push(painted(style));
    if (layers[layers.length - 1][3] === 1) break;
  }
  const below = layers.reverse().reduce((found, layer) => over(layer, found), [255, 255, 255, 1] as Rgba);
  const style = getComputedStyle(element);
  const text = rgba(element instanceof SVGElement ? style.fill : style.color);
  return ratio(over([text[0], text[1], text[2], text[3] * opacity], below), below);
}

/** How much of a text its surroundings hide for good, and whether it is whole on the first screen. */
function hidden(element: Element, box: DOMRect): { cut: number; below: number; inView: boolean } {
  let { left, right, top, bottom } = box;
  let [cut, below] = [0, 0];
  let inView = top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth;
  for (let one: Element | null = element; one && one.id !== 'scroll' && top < bottom; one = one.parentElement) {
    const style = getComputedStyle(one);
    const edge = one.getBoundingClientRect();
    if (CUTS.test(style.overflowX)) {
      cut = Math.max(cut, edge.left - left, right - edge.right);
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
    }
    const above = Math.max(edge.top - top, bottom - edge.bottom);
    if (SCROLLS.test(style.overflowY)) {
      if (above > 1) inView = false;
      below = Math.max(below, above);
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)]; // the rest can be scrolled to
    } else if (CUTS.test(style.overflowY)) cut = Math.max(cut, above - DESCENDERS);
  }
  return { cut, below, inView: inView && cut <= 1 };
}

function texts(): Seen[] {
  const found: Seen[] = [];
  const walker = document.createTreeWalker(document.getElementById('scroll')!, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement!;
    const panel = panelOf(element);
    if (!panel || !node.textContent?.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (!box.width || !box.height || style.visibility === 'hidden' || style.clip === 'rect(0px, 0px, 0px, 0px)') continue;
    const cell = element.closest('[role=gridcell],[role=columnheader]');
    const column = cell ? headers(cell.closest('[role=grid]')!).get(cell.getAttribute('aria-colindex') ?? '') ?? '' : '';
    const row = Number(element.closest('[role=row]')?.getAttribute('aria-rowindex') ?? 0);
    found.push({ panel, column, isHeader: cell?.getAttribute('role') === 'columnheader', text: node.textContent.trim(), ...hidden(element, box), contrast: contrast(element), row });
  }
  return found;
}

/** Arrows beside the headers of sorted columns. */
function arrows(): { panel: string; column: string; cut: number }[] {
  const found = [...document.querySelectorAll('#scroll [role=columnheader] svg')].filter((one) => getComputedStyle(one).visibility !== 'hidden' && one.getBoundingClientRect().width);
  return found.map((one) => ({ panel: panelOf(one), column: one.closest('[role=columnheader]')!.textContent?.trim() ?? '', cut: hidden(one, one.getBoundingClientRect()).cut }));
}

/** Cells of tables that are filled with a colour and say nothing. */
function blots(): { panel: string; column: string; colour: string }[] {
  const cells = [...document.querySelectorAll('#scroll [role=gridcell]')].filter((cell) => !cell.textContent?.trim() && !cell.querySelector('canvas, svg, img'));
  return cells.flatMap((cell) => {
    const colour = [cell, ...cell.querySelectorAll('*')].map((one) => painted(getComputedStyle(one))).find(isColour);
    const column = headers(cell.closest('[role=grid]')!).get(cell.getAttribute('aria-colindex') ?? '') ?? '';
    return colour ? [{ panel: panelOf(cell), column, colour: colour.slice(0, 3).join(',') }] : [];
  });
}

/** Whether it is seen, and no shade of the panel's own grey. */
const isColour = ([red, green, blue, alpha]: Rgba) => alpha > 0.1 && Math.max(red, green, blue) - Math.min(red, green, blue) > LEAST_COLOUR;

const known = new WeakMap<Element, Map<string, string>>();
/** The names of a table's columns, by their number. */
function headers(grid: Element): Map<string, string> {
  let found = known.get(grid);
  if (!found) {
    found = new Map([...grid.querySelectorAll('[role=columnheader]')].map((one) => [one.getAttribute('aria-colindex') ?? '', one.textContent?.trim() ?? '']));
    known.set(grid, found);
  }
  return found;
}

/** Every link of every panel that has data, also those that open in a menu or are scrolled away. */
function links(): Link[] {
  const found: Link[] = [];
  const panels = S.sceneGraph.findAllObjects(W.__looks.scene, (one) => one instanceof S.VizPanel) as S.VizPanel[];
  for (const panel of panels) {
    const data = S.sceneGraph.getData(panel).state.data;
    if (!data || !panel.getPlugin()) continue;
    const shown = panel.applyFieldConfig(data);
    for (const frame of shown.series) for (const field of frame.fields) if (field.config.links?.length) found.push(...fieldLinks(panel, frame, field));
  }
  return found;
}

function fieldLinks(panel: S.VizPanel, frame: D.DataFrame, field: D.Field): Link[] {
  const isTable = panel.state.pluginId === 'table';
  if (!isTable && field.type === D.FieldType.time) return [];
  const rows = isTable ? Array.from({ length: Math.min(frame.length, MOST_ROWS) }, (_, row) => row) : [lastPoint(field)];
  return rows.filter((row) => row >= 0).flatMap((row) => {
    W.__sanitized.length = 0;
    const models = field.getLinks?.({ valueRowIndex: row }) ?? [];
    const values = isTable ? Object.fromEntries(frame.fields.map((one) => [one.name, String(one.values[row] ?? '')])) : { ...field.labels };
    const shown = field.display ? D.formattedValueToString(field.display(field.values[row])) : '';
    return models.map((model, index) => ({ panel: panel.state.title, title: model.title, before: W.__sanitized[index]?.before ?? model.href, after: model.href, row: { ...values, shown } }));
  });
}

/** The last point of a series that has a value; -1 if none has. */
function lastPoint(field: D.Field): number {
  for (let row = field.values.length - 1; row >= 0; row--) if (field.values[row] != null) return row;
  return -1;
}

W.__looks.facts = () => ({ texts: texts(), arrows: arrows(), links: links(), blots: blots() });
