// Texts that were written to break pages, tables and mails. Each has to be shown as itself, and to do nothing.

export const NAUGHTY = [
  "<script>document.title='broken'</script>",
  "<img src=x onerror=\"document.title='broken'\">",
  "\"><svg/onload=document.title='broken'>",
  "javascript:document.title='broken'",
  "</textarea></title></style></main><h1>mine</h1>",
  "<!-- <b> --> ]]> &lt;b&gt; &amp;amp; &#60;",
  "{{ 7 * 7 }} {% include 'x' %} ${7*7} #{7*7} <%= 7 %>",
  "=HYPERLINK(\"http://evil.example\",\"click\")",
  "+1+cmd|' /C calc'!A0",
  "-2+3+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  "'=1+1",
  "\t=1+1",
  "a,b;c\"d\"\"e\nf\n\ng",
  "' OR 1=1; DROP TABLE responses; --",
  "Ā č ē ģ ī ķ ļ ņ š ū ž Ą Ę Ė Į Š Ų Ū Ž Ё Щ Ъ Ы Ь Э",
  "العربية עברית",
  "👩‍👩‍👧‍👦 🇱🇻 🏳️‍🌈 e\u0301 ﷽",
  "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319 a\u0338l\u0338g\u0338o\u0338",
  "W".repeat(600),
  "null",
  "undefined NaN 1e309 -0 0x10 1/0",
  "../../../../etc/passwd%00",
  "$HOME `id` $(id) && id",
  "-5",
  "TRUE",
  "x%0d%0aBcc: all@example.com%0d%0a\u2028<b>",
];

// What no text may hold: control characters, and those that turn the direction of what stands around them.
export const REFUSED = ["a\u0000b", "a\rb", "a\u001b[31mb", "a\u202eb", "a\u2066b"];

// A text as a field takes it: in NFC and up to so many characters; a field of one line takes no line ends and no tabs.
export function fitting(text, { max = Infinity, long = false }) {
  const plain = (long ? text : text.replace(/[\r\n\t]/g, " ")).normalize("NFC");
  const cut = [...plain].slice(0, max).join("");
  return long ? cut : cut.trim();
}
