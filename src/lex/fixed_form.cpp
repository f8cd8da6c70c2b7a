// Fixed form: every statement is cooked (columns 7 to 72 of its lines, blanks removed outside character
// context), its keywords are told apart from names, and the common scanner does the rest.

#include <algorithm>
#include <cstring>

#include "base/strings.h"
#include "lex/lexer.h"

namespace isotach {

namespace {

constexpr std::uint32_t statement_column = 6; // from 0: where statement text begins

enum class FixedLine {
  blank,
  comment,
  directive,
  directive_continuation,
  preprocessor,
  initial,
  continuation
};

struct Classified {
  FixedLine kind;
  const char* text; // first byte of the statement field
  std::string_view sentinel;
};

// `conditional`: `!$`, `C$` and `*$` in columns 1 and 2 stand for blanks.
Classified classify(const char* p, const char* end, bool conditional) {
  if (p == end) return {FixedLine::blank, p, {}};
  if (*p == '#') return {FixedLine::preprocessor, p, {}};
  char first = to_lower(*p);
  bool sentinel = conditional && end - p > 2 && std::strchr("c*!", first) && p[1] == '$' &&
                  std::all_of(p + 2, std::min(p + 5, end), [](char c) { return is_blank(c) || is_digit(c); });
  if (sentinel) {
  } else if (first == 'c' || first == '*' || first == '!' || first == 'd') {
    if (first != 'd' && end - p > 4 && p[1] == '$') {
      const char* q = p + 2;
      while (q < end && is_letter(*q)) ++q;
      std::string_view word(p + 2, static_cast<std::size_t>(q - p - 2));
      for (std::string_view known : {"acc", "omp", "cuf"})
        if (equals_ignoring_case(word, known)) {
          bool continues = q < end && !is_blank(*q) && *q != '0';
          const char* text = q < end ? q + 1 : q;
          return {continues ? FixedLine::directive_continuation : FixedLine::directive,
                  text,
                  {p, static_cast<std::size_t>(q - p)}};
        }
    }
    return {FixedLine::comment, p, {}};
  }
  const char* q = sentinel ? p + 2 : p;
  std::uint32_t column = sentinel ? 2 : 0;
  for (; q < end && column < 5; ++q, ++column) {
    if (*q == '\t') { // tab form: a digit after the tab continues
      ++q;
      if (q < end && *q >= '1' && *q <= '9') return {FixedLine::continuation, q + 1, {}};
      column = statement_column;
      break;
    }
    if (*q == '!') return {FixedLine::comment, p, {}};
    if (!is_blank(*q) && !is_digit(*q) && *q != '\r')
      return {FixedLine::initial, q, {}}; // as written: text from here
  }
  if (column == 5 && q < end) {
    bool label = std::any_of(p, q, [](char c) { return is_digit(c); });
    bool mark = !is_blank(*q) && *q != '0' && *q != '\r';
    if (mark && !label) return {FixedLine::continuation, q + 1, {}};
    ++q;
  }
  const char* rest = q;
  while (rest < end && (is_blank(*rest) || *rest == '\r')) ++rest;
  bool label = std::any_of(p, q, [](char c) { return is_digit(c); });
  if (rest == end && !label) return {FixedLine::blank, p, {}};
  if (rest < end && *rest == '!' && !label) return {FixedLine::comment, p, {}};
  return {FixedLine::initial, q, {}};
}

} // namespace

void Lexer::run_fixed() {
  for (const char* p = text_; p < end_;) {
    Line line = line_at(p);
    Classified c = classify(p, line.end, options_.conditional_compilation);
    switch (c.kind) {
    case FixedLine::blank: p = line.next; break;
    case FixedLine::preprocessor: p = preprocessor_line(p); break;
    case FixedLine::comment: {
      const char* q = p;
      while (q < line.end && is_blank(*q)) ++q;
      mark(q, line.end, MarkKind::comment);
      p = line.next;
      break;
    }
    default: p = fixed_statement(p);
    }
  }
}

const char* Lexer::fixed_statement(const char* p) {
  Line line = line_at(p);
  Classified first = classify(p, line.end, options_.conditional_compilation);
  bool directive = first.kind == FixedLine::directive || first.kind == FixedLine::directive_continuation;
  StatementKind kind = directive ? StatementKind::directive : StatementKind::fortran;
  begin_statement(kind);
  if (directive) add_token(TokenKind::directive_sentinel, p, p + first.sentinel.size(), no_name);

  CookedText cooked;
  if (!directive)
    for (const char* q = p; q < first.text; ++q)
      if (is_digit(*q)) cooked.add(*q, offset(q), offset(q) + 1);
  std::size_t label_end = cooked.text.size();
  auto mark_conditional = [&](const char* at) {
    if (!directive && end_ - at > 2 && at[1] == '$' && !is_blank(at[0]))
      mark(at, at + 2, MarkKind::preprocessor);
  };

  char quote = '\0';
  std::int64_t hollerith = 0;
  auto add_line = [&](const char* text, Line at) {
    const char* limit = at.begin + std::min<std::ptrdiff_t>(at.end - at.begin, options_.fixed_columns);
    if (std::memchr(at.begin, '\t', static_cast<std::size_t>(limit - at.begin))) limit = at.end;
    const char* q = text;
    for (; q < limit; ++q) {
      char c = *q;
      if (hollerith > 0) {
        cooked.add(c, offset(q), offset(q) + 1);
        --hollerith;
        continue;
      }
      if (quote) {
        if (c == quote) quote = '\0';
        cooked.add(c, offset(q), offset(q) + 1);
        continue;
      }
      if (c == '!') break;
      if (is_blank(c) || c == '\r') {
        if (directive) cooked.add(' ', offset(q), offset(q) + 1);
        continue;
      }
      if (c == '\'' || c == '"') quote = c;
      if (!directive && (is_name_start(c)) && preprocessor_.empty() == false &&
          (q == text || !is_name_char(q[-1]))) {
        const char* after = q;
        append_expanded(q, limit, cooked, after);
        q = after - 1;
        continue;
      }
      cooked.add(c, offset(q), offset(q) + 1);
      // nH after a delimiter counts the next n characters, blanks included.
      if ((c == 'h' || c == 'H') && cooked.text.size() >= 2 &&
          is_digit(cooked.text[cooked.text.size() - 2])) {
        std::size_t i = cooked.text.size() - 1;
        while (i > label_end && is_digit(cooked.text[i - 1])) --i;
        char before = i > label_end ? cooked.text[i - 1] : '\0';
        bool data_repeat = before == '*' &&
                           starts_with_ignoring_case(std::string_view(cooked.text).substr(label_end), "data");
        bool delimited = before != '\0' && std::strchr("(,/=+-", before) != nullptr;
        if (cooked.text.size() - 1 - i < 5 && (delimited || data_repeat))
          for (std::size_t k = i; k + 1 < cooked.text.size(); ++k)
            hollerith = hollerith * 10 + (cooked.text[k] - '0');
      }
    }
    const char* rest = q;
    while (rest < at.end && (is_blank(*rest) || *rest == '\r')) ++rest;
    if (rest < at.end) mark(rest, at.end, MarkKind::comment);
    // A character context goes on in column 7 of the next line: the blanks up to column 72 belong to it.
    if ((quote || hollerith > 0) && q == limit)
      for (auto column = at.end - at.begin; column < static_cast<std::ptrdiff_t>(options_.fixed_columns);
           ++column) {
        if (hollerith > 0 && --hollerith < 0) break;
        cooked.add(' ', offset(at.end), offset(at.end));
      }
  };

  const char* next = p;
  mark_conditional(p);
  add_line(first.text, line);
  next = line.next;
  // Comments and # lines may stand between; look ahead whether the statement goes on behind them.
  for (bool going = true; going;) {
    going = false;
    const char* ahead = next;
    while (ahead < end_) {
      Line at = line_at(ahead);
      Classified c = classify(ahead, at.end, options_.conditional_compilation);
      bool continues =
          directive ? c.kind == FixedLine::directive_continuation : c.kind == FixedLine::continuation;
      bool between = c.kind == FixedLine::blank || c.kind == FixedLine::comment ||
                     (c.kind == FixedLine::preprocessor && !statement_.inactive);
      if (continues) {
        for (const char* q = next; q < ahead;) {
          Line skipped = line_at(q);
          Classified s = classify(q, skipped.end, options_.conditional_compilation);
          if (s.kind == FixedLine::preprocessor) {
            q = preprocessor_line(q);
            while (!taken() && q < end_) {
              q = skip_inactive(q);
              if (q < end_) q = preprocessor_line(q);
            }
            if (q > ahead) ahead = q;
            continue;
          }
          if (s.kind == FixedLine::comment) mark(q, skipped.end, MarkKind::comment);
          q = skipped.next;
        }
        if (ahead >= end_) break;
        at = line_at(ahead);
        c = classify(ahead, at.end, options_.conditional_compilation);
        if (directive ? c.kind != FixedLine::directive_continuation : c.kind != FixedLine::continuation) {
          next = ahead;
          going = true;
          break;
        }
        mark_conditional(at.begin);
        const char* mark_begin = directive ? at.begin : c.text - 1;
        mark(mark_begin, c.text, MarkKind::continuation);
        if (directive)
          cooked.add(' ', offset(mark_begin), offset(mark_begin)); // words of a directive end with its line
        add_line(c.text, at);
        next = at.next;
        going = true;
        break;
      }
      if (!between) break;
      ahead = at.next;
    }
  }

  if (kind == StatementKind::directive) {
    scan_cooked(cooked, 0, {}, kind);
  } else {
    std::string lowered = lower(cooked.text);
    std::vector<std::uint32_t> splits;
    if (label_end > 0) splits.push_back(static_cast<std::uint32_t>(label_end));
    // Each ;-separated statement is classified by itself.
    std::size_t begin = label_end;
    char in_quote = '\0';
    for (std::size_t i = label_end; i <= lowered.size(); ++i) {
      if (i < lowered.size()) {
        if (in_quote) {
          if (lowered[i] == in_quote) in_quote = '\0';
          continue;
        }
        if (lowered[i] == '\'' || lowered[i] == '"') in_quote = lowered[i];
        if (lowered[i] != ';') continue;
      }
      std::vector<std::uint32_t> own;
      find_keyword_splits(std::string_view(lowered).substr(begin, i - begin), own);
      for (std::uint32_t split : own) splits.push_back(static_cast<std::uint32_t>(begin) + split);
      begin = i + 1;
    }
    scan_cooked(cooked, 0, splits, kind);
  }
  const char* last = text_ + last_end_;
  if (statement_open()) end_statement(last, last);
  return next;
}

} // namespace isotach
