// Fixed form: a statement that fixed_in_place.cpp cannot read as it stands is cooked (columns 7 to 72 of its
// lines, blanks removed outside character context), its keywords are separated from names, and the common
// scanner does the rest.

#include <algorithm>
#include <cstring>

#include "base/strings.h"
#include "lex/lexer.h"

namespace isotach {

namespace {

constexpr std::uint32_t statement_column = 6; // from 0: where statement text begins

// What stands for blanks. `conditional`: `!$`, `C$` and `*$` in columns 1 and 2; `cuda`: `!@cuf` in columns 1
// to 5; `debug`: a D in column 1.
FixedLine classify(const char* p, const char* end, bool conditional, bool cuda, bool debug) {
  if (end - p > 6 && std::memcmp(p, "      ", 6) == 0 && begins_token(p[6]))
    return {FixedLine::initial, p + 6, {}}; // most lines of code
  if (p == end) return {FixedLine::blank, p, {}};
  if (*p == '#') return {FixedLine::preprocessor, p, {}};
  char first = to_lower(*p);
  bool sentinel = conditional && end - p > 2 && std::strchr("c*!", first) && p[1] == '$' &&
                  std::all_of(p + 2, std::min(p + 5, end), [](char c) { return is_blank(c) || is_digit(c); });
  debug = debug && first == 'd';
  cuda = cuda && is_cuda_line(p, end);
  if (sentinel || debug || cuda) {
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
  std::uint32_t column = cuda ? 5 : sentinel ? 2 : debug ? 1 : 0;
  const char* q = p + column;
  for (; q < end && column < 6; ++q, ++column) {
    if (*q == '\t') { // tab form: a digit after the tab continues
      ++q;
      if (q < end && *q >= '1' && *q <= '9') return {FixedLine::continuation, q + 1, {}};
      column = statement_column;
      break;
    }
    if (column == 5) break;
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

// Characters of a statement field. Runs of the first two kinds are copied; where macros may expand, of the
// first.
enum class FieldChar : std::uint8_t { plain, name, h, blank, quote, comment };
constexpr auto field_chars = [] {
  std::array<FieldChar, 256> chars{};
  for (std::size_t c = 0; c < 256; ++c) {
    if (is_name_start(static_cast<char>(c))) chars[c] = FieldChar::name;
    if (is_blank(static_cast<char>(c))) chars[c] = FieldChar::blank;
  }
  chars['\r'] = FieldChar::blank;
  chars['\''] = chars['"'] = FieldChar::quote;
  chars['!'] = FieldChar::comment;
  chars['h'] = chars['H'] = FieldChar::h;
  return chars;
}();

// The n of an nH that ends the text: it counts where a delimiter precedes it. 0: this h is a letter.
std::int64_t hollerith_count(std::string_view text, std::size_t label_end) {
  if (text.size() < 2 || !is_digit(text[text.size() - 2])) return 0;
  std::size_t i = text.size() - 1;
  while (i > label_end && is_digit(text[i - 1])) --i;
  char before = i > label_end ? text[i - 1] : '\0';
  bool data_repeat = before == '*' && starts_with_ignoring_case(text.substr(label_end), "data");
  bool delimited = before != '\0' && std::strchr("(,/=+-", before) != nullptr;
  if (text.size() - 1 - i >= 5 || !(delimited || data_repeat)) return 0;
  std::int64_t count = 0;
  for (std::size_t k = i; k + 1 < text.size(); ++k) count = count * 10 + (text[k] - '0');
  return count;
}

// Is what stands before q a run of digits that no letter precedes: 0.0 of 0.0_KIND?
bool digits_before(const char* q, const char* text) {
  const char* p = q;
  while (p > text && is_digit(p[-1])) --p;
  return p < q && (p == text || !is_name_char(p[-1]));
}

} // namespace

FixedLine Lexer::fixed_line_at(const char* p) const {
  Line line = line_at(p);
  FixedLine classified =
      classify(p, line.end, options_.conditional_compilation, options_.cuda_lines, options_.debug_lines);
  classified.begin = p;
  classified.end = line.end;
  classified.next = line.next;
  return classified;
}

void Lexer::run_fixed() {
  FixedLine line = fixed_line_at(text_);
  while (line.begin < end_) {
    switch (line.kind) {
    case FixedLine::blank: line = fixed_line_at(line.next); break;
    case FixedLine::preprocessor: line = fixed_line_at(preprocessor_line(line.begin)); break;
    case FixedLine::comment:
      mark_fixed_comment(line);
      line = fixed_line_at(line.next);
      break;
    default: line = fixed_statement(line);
    }
  }
}

void Lexer::mark_fixed_comment(const FixedLine& line) {
  const char* p = line.begin;
  while (p < line.end && is_blank(*p)) ++p;
  mark(p, line.end, MarkKind::comment);
}

// Appends the statement field of a line: without blanks outside character context, names expanded. After a
// tab in the first six columns it begins in column 7, as for gfortran and Flang.
void Lexer::cook_fixed_line(const FixedLine& line, FixedContext& context) {
  std::ptrdiff_t before = line.text - line.begin, width = options_.fixed_columns;
  if (std::memchr(line.begin, '\t', static_cast<std::size_t>(before))) width += before - statement_column;
  const char* limit = line.begin + std::min<std::ptrdiff_t>(line.end - line.begin, width);
  bool expands = !preprocessor_.empty();
  FieldChar copied = expands ? FieldChar::plain : FieldChar::name;
  const char* text = line.text;
  const char* q = text;
  char* out = cooked_.room(static_cast<std::size_t>(std::max<std::ptrdiff_t>(limit - q, 0)));
  auto copy_to = [&](const char* stop) {
    cooked_.begin_run(out, offset(q));
    while (q < stop) *out++ = *q++;
  };
  auto kind_of = [](const char* p) { return field_chars[static_cast<unsigned char>(*p)]; };
  while (q < limit) {
    if (context.hollerith > 0) {
      auto count = std::min<std::int64_t>(context.hollerith, limit - q);
      context.hollerith -= count;
      copy_to(q + count);
      continue;
    }
    if (context.quote) {
      const void* close = std::memchr(q, context.quote, static_cast<std::size_t>(limit - q));
      if (close) context.quote = '\0';
      copy_to(close ? static_cast<const char*>(close) + 1 : limit);
      continue;
    }
    FieldChar kind = kind_of(q);
    if (kind <= copied) {
      cooked_.begin_run(out, offset(q));
      do *out++ = *q++;
      while (q < limit && kind_of(q) <= copied);
    } else if (kind <= FieldChar::h && expands &&
               (q == text || !is_name_char(q[-1]) || (*q == '_' && digits_before(q, text)))) {
      cooked_.end_at(out);
      q = append_expanded(q, limit);
      out = cooked_.room(static_cast<std::size_t>(limit - q));
    } else if (kind == FieldChar::name) {
      copy_to(q + 1);
    } else if (kind == FieldChar::h) { // nH after a delimiter counts the next n characters, blanks included
      bool may_count = q == text || is_digit(q[-1]) || is_blank(q[-1]);
      copy_to(q + 1);
      cooked_.end_at(out);
      if (may_count) context.hollerith = hollerith_count(cooked_.text(), context.label_end);
    } else if (kind == FieldChar::quote) {
      context.quote = *q;
      copy_to(q + 1);
    } else if (kind == FieldChar::comment) {
      break;
    } else if (context.directive) { // blanks separate its words
      copy_to(q + 1);
    } else {
      ++q;
    }
  }
  cooked_.end_at(out);
  const char* rest = q;
  while (rest < line.end && (is_blank(*rest) || *rest == '\r')) ++rest;
  mark(rest, line.end, MarkKind::comment);
  // A character context goes on in column 7 of the next line: the blanks up to column 72 belong to it.
  if ((!context.quote && context.hollerith <= 0) || q != limit) return;
  auto missing = std::max<std::int64_t>(width - (line.end - line.begin), 0);
  if (context.hollerith > 0) {
    missing = std::min(missing, context.hollerith);
    context.hollerith -= missing;
  }
  cooked_.add_for(std::string(static_cast<std::size_t>(missing), ' '), offset(line.end), offset(line.end),
                  false);
}

// Does a continuation follow, after nothing but comments, blank lines and # lines? Returns it, or null.
const char* Lexer::next_continuation(const char* p, FixedLine::Kind continuation) const {
  while (p < end_) {
    FixedLine line = fixed_line_at(p);
    if (line.kind == continuation) return p;
    if (line.kind != FixedLine::blank && line.kind != FixedLine::comment &&
        line.kind != FixedLine::preprocessor)
      return nullptr;
    p = line.next;
  }
  return nullptr;
}

// Moves `line` to the line that continues the open statement; when there is none, to the first that is
// neither blank nor a comment. Comments in between are marked; # lines are carried out when the statement
// goes on after them.
bool Lexer::find_continuation(FixedLine& line, bool directive) {
  FixedLine::Kind continuation = directive ? FixedLine::directive_continuation : FixedLine::continuation;
  const char* ahead = nullptr; // a continuation that is known to follow
  while (line.begin < end_) {
    if (line.kind == continuation) return true;
    if (line.kind == FixedLine::preprocessor) {
      if (statement_.inactive) return false;
      if (ahead <= line.begin) ahead = next_continuation(line.next, continuation);
      if (!ahead) return false;
      const char* p = preprocessor_line(line.begin);
      while (!taken() && p < end_) {
        p = skip_inactive(p);
        if (p < end_) p = preprocessor_line(p);
      }
      line = fixed_line_at(p);
      continue;
    }
    if (line.kind == FixedLine::comment) mark_fixed_comment(line);
    else if (line.kind != FixedLine::blank) return false;
    line = fixed_line_at(line.next);
  }
  return false;
}

// The statement that begins with this line; returns the first line after it and its comments.
FixedLine Lexer::fixed_statement(FixedLine line) {
  if (fixed_in_place(line)) return line;
  FixedContext context;
  context.directive = line.kind == FixedLine::directive || line.kind == FixedLine::directive_continuation;
  StatementKind kind = context.directive ? StatementKind::directive : StatementKind::fortran;
  cooked_.clear();
  begin_statement(kind);
  if (context.directive) {
    add_token(TokenKind::directive_sentinel, line.begin, line.begin + line.sentinel.size(), no_name);
  } else {
    for (const char* q = line.begin; q < line.text; ++q)
      if (is_digit(*q)) cooked_.add({q, 1}, offset(q));
  }
  context.label_end = cooked_.size();
  for (bool first = true;; first = false) {
    bool conditional =
        !context.directive && end_ - line.begin > 2 && line.begin[1] == '$' && !is_blank(*line.begin);
    bool debug = !context.directive && to_lower(*line.begin) == 'd' && line.text > line.begin;
    bool cuda = !context.directive && is_cuda_line(line.begin, end_);
    if (conditional || debug || cuda)
      mark(line.begin, line.begin + (cuda ? 5 : debug ? 1 : 2), MarkKind::preprocessor);
    if (!first) {
      const char* sign = context.directive ? line.begin : line.text - 1;
      mark(sign, line.text, MarkKind::continuation);
      if (context.directive) cooked_.add_blank(offset(sign)); // words of a directive end with its line
    }
    cook_fixed_line(line, context);
    line = fixed_line_at(line.next);
    if (!find_continuation(line, context.directive)) break;
  }
  splits_.clear();
  if (!context.directive) split_keywords(context.label_end);
  scan_cooked(splits_, kind);
  const char* last = text_ + last_end_;
  if (statement_open()) end_statement(last, last);
  return line;
}

// Where tokens end in the cooked text; each statement between ';' is classified by itself.
void Lexer::split_keywords(std::size_t label_end) {
  lowered_.resize(cooked_.size());
  std::transform(cooked_.text().begin(), cooked_.text().end(), lowered_.begin(), to_lower);
  std::string_view text = lowered_;
  if (label_end > 0) splits_.push_back(static_cast<std::uint32_t>(label_end));
  std::size_t begin = label_end;
  char quote = '\0';
  for (std::size_t i = text.find(';') == text.npos ? text.size() : begin; i <= text.size(); ++i) {
    if (i < text.size()) {
      char c = text[i];
      if (quote) {
        if (c == quote) quote = '\0';
        continue;
      }
      if (c == '\'' || c == '"') quote = c;
      if (c != ';') continue;
    }
    find_keyword_splits(text.substr(begin, i - begin), begin, splits_);
    begin = i + 1;
  }
}

} // namespace isotach
