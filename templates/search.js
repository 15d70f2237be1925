// Texts of nodes, searched at every key: one long text is searched much faster than 100,000 short ones.

class TextIndex {
  constructor(nodes, text) {
    const texts = nodes.map((node) => fold(text(node)));
    this.nodes = nodes;
    this.first = nodes[0] || 0;
    this.whole = texts.join('\n');
    this.start = new Int32Array(nodes.length + 1); // of each row, and where the next one would begin
    for (let row = 0; row < texts.length; row += 1) this.start[row + 1] = this.start[row] + texts[row].length + 1;
  }

  // Rows whose text has all of the words, in their order.
  rows(words) {
    const [first, ...others] = words;
    const { whole, start } = this;
    const found = [];
    let row = 0;
    for (let at = whole.indexOf(first); at >= 0; at = whole.indexOf(first, start[row])) {
      while (start[row + 1] <= at) row += 1;
      const text = others.length > 0 ? whole.slice(start[row], start[row + 1]) : '';
      if (others.every((word) => text.includes(word))) found.push(row);
      row += 1;
      if (row === this.nodes.length) break;
    }
    return found;
  }

  // Nodes that have all of the words: those that begin with the first word before the others.
  best(words, limit) {
    const begins = (row) => this.whole.startsWith(words[0], this.start[row]);
    const rows = this.rows(words);
    const ordered = [...rows.filter(begins), ...rows.filter((row) => !begins(row))];
    return ordered.slice(0, limit).map((row) => this.nodes[row]);
  }
}

function wordsOf(query) {
  return fold(query).split(/\s+/).filter(Boolean);
}
