/** A whole number with commas between thousands; asking `Intl` for it the first time takes 15 ms. */
export function wholeText(value: number): string {
  return Math.round(value)
    .toFixed()
    .replaceAll(/(?<=\d)(?=(?:\d{3})+$)/g, ',');
}

/** A share of 1 as `75 %`. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}
