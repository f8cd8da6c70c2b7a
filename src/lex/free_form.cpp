// Free form: statements scanned in place; those that need it are cooked first.

#include <algorithm>
#include <cstring>

#include "base/strings.h"
#include "lex/lexer.h"

namespace isotach {

namespace {

const char* skip_blanks(const char* p, const char* end) {
  for (std::uint64_t word; end - p >= 8; p += 8) { // indentation is mostly blanks
    std::memcpy(&word, p, sizeof(word));
    if (word != 0x2020202020202020u) break;
  }
  while (p < end && (is_blank(*p) || *p == '\r')) ++p;
  return p;
}

// Can a token end after `before` on one line and yet go on with `after` on the next? `1.0e+` with `5` can.
bool may_join(char before, char after) {
  auto in_word = [](char c) { return is_name_char(c) || c == '.' || c == '\'' || c == '"'; };
  auto in_pair = [](char c) { return std::strchr(":*=/<>", c) != nullptr; };
  auto is_sign = [](char c) { return c == '+' || c == '-'; };
  bool exponent = (is_sign(before) && is_digit(after)) || (is_letter(before) && is_sign(after));
  return (in_word(before) && in_word(after)) || (in_pair(before) && in_pair(after)) || exponent ||
         after == '!';
}

} // namespace

// `!$acc`, `!dir$` and their kin: a comment whose first word holds or follows a `$`. `!$ ` is conditional
// compilation and stays a comment here.
std::string_view Lexer::sentinel_at(const char* p, const char* end) const {
  const char* q = p + 1;
  if (q < end && *q == '$') ++q;
  while (q < end && is_letter(*q)) ++q;
  if (p + 1 < end && p[1] == '$') {
    if (q == p + 2) return {};
    std::string_view word(p + 2, static_cast<std::size_t>(q - p - 2));
    for (std::string_view known : {"acc", "omp", "ompx", "cuf", "ser", "loki", "dir", "psy"})
      if (equals_ignoring_case(word, known)) return {p, static_cast<std::size_t>(q - p)};
    return {};
  }
  if (q == p + 1) return {};
  std::string_view word(p + 1, static_cast<std::size_t>(q - p - 1));
  if (q < end && *q == '$') {
    for (std::string_view known : {"dir", "dec", "gcc", "nec", "pgi", "ibm", "cdir", "ocl"})
      if (equals_ignoring_case(word, known)) return {p, static_cast<std::size_t>(q + 1 - p)};
    return {};
  }
  return {};
}

// The text after a `!$ ` or `!@cuf` that counts as Fortran, null when it does not.
const char* Lexer::conditional_text(const char* p, const char* end) const {
  if (options_.cuda_lines && is_cuda_line(p, end)) return p + 5;
  bool sentinel = options_.conditional_compilation && end - p >= 2 && p[0] == '!' && p[1] == '$';
  return sentinel && (p + 2 == end || is_blank(p[2]) || p[2] == '&') ? p + 2 : nullptr;
}

void Lexer::run_free() {
  const char* p = text_;
  if (end_ - p >= 3 && std::memcmp(p, "\xEF\xBB\xBF", 3) == 0) { // byte order mark
    mark(p, p + 3, MarkKind::comment);
    p += 3;
  }
  while (p < end_) {
    if (*p == '#') {
      p = preprocessor_line(p);
      continue;
    }
    Line line = line_at(p);
    const char* q = skip_blanks(p, line.end);
    if (q == line.end) {
      p = line.next;
    } else if (*q == '#') { // NVIDIA's and other preprocessors let blanks precede it
      p = preprocessor_line(p);
    } else if (*q != '!') {
      p = free_statements(q, line, {});
    } else if (const char* text = conditional_text(q, line.end)) {
      mark(q, text, MarkKind::preprocessor);
      p = skip_blanks(text, line.end) == line.end ? line.next : free_statements(text, line, {});
    } else if (std::string_view sentinel = sentinel_at(q, line.end); !sentinel.empty()) {
      p = free_statements(q, line, sentinel);
    } else {
      mark(q, line.end, MarkKind::comment);
      p = line.next;
    }
  }
}

// The statements of the logical line that starts at p, in `line`; returns the first byte of the line after
// it.
const char* Lexer::free_statements(const char* p, Line line, std::string_view sentinel) {
  StatementKind kind = sentinel.empty() ? StatementKind::fortran : StatementKind::directive;
  const char* start = p;
  std::size_t tokens = 0, marks = 0;
  auto checkpoint = [&](const char* at) {
    start = at;
    tokens = file_.tokens.size();
    marks = file_.marks.size();
  };
  auto cook = [&] {
    file_.tokens.resize(tokens);
    file_.marks.resize(marks);
    in_statement_ = false;
    return cooked_statements(start, sentinel);
  };
  checkpoint(p);
  begin_statement(kind);
  if (kind == StatementKind::directive) {
    add_token(TokenKind::directive_sentinel, p, p + sentinel.size(), no_name);
    p += sentinel.size();
  }
  for (;;) {
    p += *p == ' '; // one blank or none is the rule
    detail::CharEntry entry = detail::char_entries[static_cast<unsigned char>(*p)];
    if (entry.char_class == detail::CharClass::letter) {
      NameKey key;
      if (is_plain_name(p, line.end, key)) {
        Name name = names_.intern(key, p);
        if (is_macro(name) && preprocessor_.find({p, key.length})) return cook();
        add_token(TokenKind::name, p, p + key.length, name);
        p += key.length;
        continue;
      }
    } else if (entry.char_class == detail::CharClass::punctuation) {
      Scanned scanned = scan_punctuation(p, line.end, entry);
      add_token(scanned.kind, p, scanned.end, no_name);
      p = scanned.end;
      continue;
    } else if (entry.char_class == detail::CharClass::other) {
      p = skip_blanks(p, line.end);
      if (p == line.end) {
        end_statement(p, p);
        return line.next;
      }
      if (begins_token(*p)) continue;
      if (*p == '!') {
        const char* at = text_ + last_end_;
        end_statement(at, at);
        mark(p, line.end, MarkKind::comment);
        return line.next;
      }
      if (*p == ';' && kind == StatementKind::fortran) {
        end_statement(p, p + 1);
        p = skip_blanks(p + 1, line.end);
        if (p == line.end) return line.next;
        checkpoint(p);
        begin_statement(kind);
        continue;
      }
      if (*p == '&') {
        // A comment-only remainder makes it a continuation; then the statement goes on in place unless a
        // token, a string or a # line is split.
        const char* after = skip_blanks(p + 1, line.end);
        bool empty = file_.tokens.size() == statement_.first && skip_blanks(line.begin, line.end) == p;
        if (empty && after == line.end && kind == StatementKind::fortran) {
          mark(p, p + 1, MarkKind::continuation);
          lone_ampersand(p);
          in_statement_ = false;
          return line.next;
        }
        if (after == line.end || *after == '!') {
          bool glued = file_.tokens.size() > statement_.first && offset(p) == last_end_;
          bool leading = false;
          const char* next = continue_in_place(p, line, sentinel, leading);
          if (!next) return cook();
          if (next == end_) {
            continuation_at_end(p);
            const char* at = text_ + last_end_;
            end_statement(at, at);
            return end_;
          }
          line = line_at(next);
          if (leading && glued && next < line.end && may_join(p[-1], *next)) return cook();
          bool quote_goes_on = glued && (p[-1] == '\'' || p[-1] == '"') && next < line.end && *next == p[-1];
          if (quote_goes_on) return cook(); // a doubled quote, also without a leading &
          p = next;
          continue;
        }
        if (file_.tokens.size() == statement_.first) { // a stray leading & on an initial line
          mark(p, p + 1, MarkKind::continuation);
          ++p;
          continue;
        }
      }
    }
    Scanned scanned = next_token(p, line.end);
    if (scanned.unterminated) {
      const char* last = line.end;
      while (last > p && is_blank(last[-1])) --last;
      if (last[-1] == '&') return cook();
      unterminated_string(p, line.end);
    }
    Name name = name_of(p, scanned);
    if (is_macro(name) && preprocessor_.find(name_in(p, scanned))) return cook();
    if (!preprocessor_.empty() && is_digit(*p)) { // 0.0_KIND
      const char* kind = std::find(p, scanned.end, '_');
      if (is_digit(kind[-1]) && kind < scanned.end &&
          macro_of({kind, static_cast<std::size_t>(scanned.end - kind)}))
        return cook();
    }
    add_token(scanned.kind, p, scanned.end, name);
    p = scanned.end;
  }
}

// Follows a continuation mark: the first byte of the continued text, end_ when the file ends, null when the
// statement must be cooked because a # line lies inside it.
const char* Lexer::continue_in_place(const char* ampersand, Line line, std::string_view sentinel,
                                     bool& leading) {
  mark(ampersand, ampersand + 1, MarkKind::continuation);
  const char* comment = skip_blanks(ampersand + 1, line.end);
  mark(comment, line.end, MarkKind::comment);
  for (const char* p = line.next; p < end_;) {
    line = line_at(p);
    const char* q = skip_blanks(p, line.end);
    if (q < line.end && *q == '#') return nullptr;
    if (q == line.end) {
      p = line.next;
      continue;
    }
    if (const char* text = sentinel.empty() ? conditional_text(q, line.end) : nullptr) {
      mark(q, text, MarkKind::preprocessor);
      q = skip_blanks(text, line.end);
    } else if (*q == '!') {
      bool continues = !sentinel.empty() && equals_ignoring_case(sentinel_at(q, line.end), sentinel);
      if (!continues) {
        mark(q, line.end, MarkKind::comment);
        p = line.next;
        continue;
      }
      mark(q, q + sentinel.size(), MarkKind::continuation);
      q = skip_blanks(q + sentinel.size(), line.end);
    } else if (!sentinel.empty()) {
      return p; // a directive that ends in & without a continuation: the next line is Fortran again
    }
    if (q < line.end && *q == '&') {
      leading = true;
      mark(q, q + 1, MarkKind::continuation);
      ++q;
      if (sentinel.empty() && skip_blanks(q, line.end) == line.end) lone_ampersand(q - 1);
    }
    return q;
  }
  return end_;
}

// The same logical line through a cooked buffer: handles tokens split by &, macros, # lines in between.
const char* Lexer::cooked_statements(const char* p, std::string_view sentinel) {
  StatementKind kind = sentinel.empty() ? StatementKind::fortran : StatementKind::directive;
  cooked_.clear();
  begin_statement(kind);
  if (kind == StatementKind::directive) {
    add_token(TokenKind::directive_sentinel, p, p + sentinel.size(), no_name);
    p += sentinel.size();
  }
  char quote = '\0';
  bool continues = false;
  Line line = line_at(p);
  cook_line(p, line, quote, continues);
  const char* at = line.next;
  bool cut = false;
  while (continues && at < end_) {
    line = line_at(at);
    const char* q = skip_blanks(at, line.end);
    if (*at == '#' || (quote == '\0' && q < line.end && *q == '#')) {
      bool was_inactive = statement_.inactive;
      if (was_inactive) {
        // The branch that holds this statement ends inside it: the text is opaque, the group torn.
        std::string_view rest = trim(std::string_view(q + 1, static_cast<std::size_t>(line.end - q - 1)));
        if (rest.substr(0, 2) == "el" || rest.substr(0, 5) == "endif") {
          cut = true;
          if (!open_groups_.empty()) file_.groups[open_groups_.back().index].torn = true;
          break;
        }
      }
      at = preprocessor_line(at);
      while (!was_inactive && !taken() && at < end_) {
        at = skip_inactive(at);
        if (at < end_) at = preprocessor_line(at);
      }
      continue;
    }
    at = line.next;
    if (q == line.end) continue;
    if (const char* text = sentinel.empty() ? conditional_text(q, line.end) : nullptr) {
      mark(q, text, MarkKind::preprocessor);
      q = skip_blanks(text, line.end);
    } else if (*q == '!') { // a comment inside a character literal too (6.3.2.4)
      bool same = !sentinel.empty() && equals_ignoring_case(sentinel_at(q, line.end), sentinel);
      if (!same) {
        mark(q, line.end, MarkKind::comment);
        continue;
      }
      mark(q, q + sentinel.size(), MarkKind::continuation);
      q = skip_blanks(q + sentinel.size(), line.end);
    }
    if (q < line.end && *q == '&') {
      mark(q, q + 1, MarkKind::continuation);
      ++q;
    } else if (quote == '\0') {
      std::string_view before = cooked_.text();
      bool quote_goes_on = q < line.end && (*q == '\'' || *q == '"') && before.ends_with(*q);
      if (!quote_goes_on) cooked_.add_blank(offset(q));
    }
    continues = false;
    cook_line(q, line, quote, continues);
  }
  if (continues && !cut && at >= end_) continuation_at_end(text_ + last_end_);
  splits_.clear();
  scan_cooked(splits_, kind);
  const char* last = text_ + last_end_;
  if (statement_open()) end_statement(last, last);
  return at;
}

// Appends one physical line from p, without its comment and its continuation mark. The preprocessor knows
// lines only: where a string was continued, its text is not a string to it, and what follows its end is one.
const char* Lexer::cook_line(const char* p, Line line, char& quote, bool& continues) {
  const char* last = line.end;
  while (last > p && is_blank(last[-1])) --last;
  auto add = [&](const char* begin, const char* end) {
    cooked_.add({begin, static_cast<std::size_t>(end - begin)}, offset(begin));
  };
  bool macros = !preprocessor_.empty();
  char hidden = '\0'; // the quote that keeps names from the preprocessor
  auto pass_quote = [&](char c) { hidden = hidden == '\0' ? c : hidden == c ? '\0' : hidden; };
  while (p < line.end) {
    char c = *p;
    const char* begin = p;
    if (quote) {
      bool expands = macros && hidden == '\0';
      auto is_name = [&](const char* at) {
        return is_name_start(*at) && (at == begin || !is_name_char(at[-1]));
      };
      while (p < line.end && *p != quote && !(*p == '&' && p + 1 == last) && !(expands && is_name(p))) ++p;
      add(begin, p);
      if (p < line.end && expands && is_name_start(*p)) {
        p = append_expanded(p, line.end);
        continue;
      }
      if (p < line.end && *p == '&') {
        mark(p, p + 1, MarkKind::continuation);
        continues = true;
        return line.next;
      }
      if (p == line.end) break;
      pass_quote(quote);
      add(p, p + 1);
      ++p;
      quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
      pass_quote(c);
      add(p, p + 1);
      ++p;
    } else if (c == '!') {
      mark(p, line.end, MarkKind::comment);
      return line.next;
    } else if (c == '&' &&
               (skip_blanks(p + 1, line.end) == line.end || *skip_blanks(p + 1, line.end) == '!')) {
      mark(p, p + 1, MarkKind::continuation);
      continues = true;
      mark(skip_blanks(p + 1, line.end), line.end, MarkKind::comment);
      return line.next;
    } else if (is_name_start(c) && hidden == '\0') {
      p = append_expanded(p, line.end);
    } else {
      // Letters glued to digits are not a macro; `_name` after them may be one.
      while (p < line.end && is_digit(*p)) ++p;
      if (p == begin) ++p;
      else if (p < line.end && *p != '_') p = skip_name(p, line.end);
      add(begin, p);
    }
  }
  // An unclosed string without & ends with its line, as the scanner will report.
  if (quote && !continues) quote = '\0';
  return line.next;
}

// Appends the name at p, or what it expands to; returns the first byte after it.
const char* Lexer::append_expanded(const char* p, const char* line_end) {
  const char* end = skip_name(p, line_end);
  std::string_view name(p, static_cast<std::size_t>(end - p));
  if (const Macro* macro = macro_of(name)) {
    std::string_view text(p, static_cast<std::size_t>(line_end - p));
    std::size_t stop = 0;
    if (auto expansion = preprocessor_.expand(*macro, text, 0, stop)) {
      cooked_.add_for(expansion->empty() ? std::string_view(" ") : *expansion, offset(p), offset(p + stop),
                      true);
      // A macro that stands for nothing still has its bytes.
      if (trim(*expansion).empty()) mark(p, p + stop, MarkKind::preprocessor);
      return p + stop;
    }
  }
  cooked_.add(name, offset(p));
  return end;
}

} // namespace isotach
