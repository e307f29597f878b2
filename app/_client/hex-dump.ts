const COLUMNS = 16;

/** Two hexadecimal digits. */
function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

/** `de ad be ef`: the bytes on one line. */
export function hexLine(bytes: Uint8Array): string {
  let line = "";
  for (const byte of bytes) line += line === "" ? hex(byte) : ` ${hex(byte)}`;
  return line;
}

/** The classic dump: offset, sixteen bytes, and what of them is printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += COLUMNS) {
    const row = bytes.subarray(offset, offset + COLUMNS);
    let cells = "";
    let ascii = "";
    for (let column = 0; column < COLUMNS; column++) {
      const byte = row[column];
      if (column === COLUMNS / 2) cells += " ";
      cells += byte === undefined ? "   " : `${hex(byte)} `;
      if (byte !== undefined) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·";
    }
    lines.push(`${offset.toString(16).padStart(8, "0")}  ${cells} ${ascii}`);
  }
  return lines.join("\n");
}
