#include "lex/c_comments.h"

#include <algorithm>
#include <string>

#include "base/strings.h"
#include "lex/kinds.h"

namespace isotach {

namespace {

// The next "/*" outside quotes, at `at` or after it and before `stop`; npos: none.
std::size_t next_comment(std::string_view text, std::size_t at, std::size_t stop) {
  char quote = '\0';
  for (; at < stop; ++at) {
    char c = text[at];
    if (quote) {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '/' && text.substr(at, 2) == "/*") {
      return at;
    }
  }
  return text.npos;
}

} // namespace

std::string without_c_comments(std::string_view line) {
  // #define CAT(a, b) a/**/b is how words were pasted before ## was.
  std::string_view rest = trim(line);
  bool pastes = false;
  if (rest.starts_with("define")) {
    rest = trim(rest.substr(6));
    pastes = rest.substr(0, rest.find_first_of(" \t(")).size() < rest.size() &&
             rest[rest.find_first_of(" \t(")] == '(';
  }
  std::string result;
  std::size_t at = 0;
  for (std::size_t begin; (begin = next_comment(line, at, line.size())) != line.npos;) {
    std::size_t close = line.find("*/", begin + 2);
    if (close == line.npos) break;
    result += line.substr(at, begin - at);
    at = close + 2;
    bool in_word =
        !result.empty() && is_name_char(result.back()) && at < line.size() && is_name_char(line[at]);
    if (pastes && in_word) result += "##";
  }
  return result += line.substr(at);
}

UncommentedSource::UncommentedSource(const SourceFile& source) : source_(source) {
  std::string_view text = source.text();
  std::uint32_t removed = 0;
  std::size_t from = 0; // where the text after the last comment begins
  for (std::size_t at = 0; (at = text.find("/*", at)) != text.npos;) {
    std::size_t line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    std::size_t line_end = std::min(text.find('\n', at), text.size());
    std::size_t open = next_comment(text, std::max(line, from), line_end);
    std::size_t close = open == text.npos ? text.npos : text.find("*/", open + 2);
    if (open == text.npos) { // in quotes
      at = line_end;
      continue;
    }
    if (close == text.npos) break;
    from = at = close + 2;
    // # lines remove their own.
    if (close < line_end && trim(text.substr(line, open - line)).starts_with('#')) continue;
    auto begin = static_cast<std::uint32_t>(open), end = static_cast<std::uint32_t>(close + 2);
    comments_.push_back({begin - removed, begin, end, removed + (end - begin)});
    removed += end - begin;
  }
  if (comments_.empty()) return;
  std::string plain;
  plain.reserve(text.size() + SourceFile::padding);
  std::size_t kept = 0;
  for (const Comment& comment : comments_) {
    plain += text.substr(kept, comment.begin - kept);
    kept = comment.end;
  }
  plain += text.substr(kept);
  plain_ = std::make_unique<SourceFile>(source.path(), std::move(plain));
}

std::uint32_t UncommentedSource::begin_of(std::uint32_t at) const {
  auto after =
      std::upper_bound(comments_.begin(), comments_.end(), at,
                       [](std::uint32_t place, const Comment& comment) { return place < comment.at; });
  return after == comments_.begin() ? at : at + after[-1].removed;
}

std::uint32_t UncommentedSource::end_of(std::uint32_t at) const {
  auto after =
      std::lower_bound(comments_.begin(), comments_.end(), at,
                       [](const Comment& comment, std::uint32_t place) { return comment.at < place; });
  return after == comments_.begin() ? at : at + after[-1].removed;
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> UncommentedSource::parts_of(std::uint32_t begin,
                                                                                 std::uint32_t end) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> parts;
  auto next =
      std::upper_bound(comments_.begin(), comments_.end(), begin,
                       [](std::uint32_t place, const Comment& comment) { return place < comment.at; });
  for (; next != comments_.end() && next->at < end; begin = next->at, ++next)
    if (next->at > begin) parts.emplace_back(begin_of(begin), end_of(next->at));
  parts.emplace_back(begin_of(begin), end_of(end));
  return parts;
}

void UncommentedSource::restore(LexedFile& file, Diagnostics& found) const {
  if (!plain_) return;
  Diagnostics messages;
  auto place_back = [&](Location& place) {
    if (place.file != plain_.get()) return;
    bool empty = place.end <= place.begin;
    place = {&source_, begin_of(place.begin), empty ? begin_of(place.begin) : end_of(place.end)};
  };
  for (Diagnostic diagnostic : found.all()) {
    place_back(diagnostic.location);
    for (auto& note : diagnostic.notes) place_back(note.location);
    messages.copy(diagnostic);
  }
  found = std::move(messages);
  restore_tokens(file);
  restore_marks(file, found);
  for (PreprocessorGroup& group : file.groups) {
    group.begin = begin_of(group.begin);
    group.end = end_of(group.end);
    for (PreprocessorBranch& branch : group.branches) {
      branch.begin = begin_of(branch.begin);
      branch.line_end = end_of(branch.line_end);
    }
  }
  for (std::uint32_t& begin : file.followed_includes) begin = begin_of(begin);
  file.source = &source_;
}

void UncommentedSource::restore_tokens(LexedFile& file) const {
  std::vector<CookedToken> cooked;
  auto known = file.cooked.begin();
  for (std::uint32_t i = 0; i < file.tokens.size(); ++i) {
    Token& token = file.tokens[i];
    std::uint32_t begin = token.begin, end = token.end();
    bool is_known = known != file.cooked.end() && known->token == i;
    if (is_known) {
      decltype(known->pieces) pieces;
      for (auto [from, to] : known->pieces)
        for (auto part : parts_of(from, to)) pieces.push_back(part);
      known->pieces = std::move(pieces);
    } else if (!is_known && begin < end) {
      auto parts = parts_of(begin, end);
      if (parts.size() > 1) {
        token.cooked = true;
        cooked.push_back({i, std::string(plain_->slice(begin, end)), std::move(parts)});
      }
    }
    if (is_known) cooked.push_back(std::move(*known++));
    token.begin = begin < end ? begin_of(begin) : end_of(begin);
    token.set_end(end_of(end));
  }
  file.cooked = std::move(cooked);
}

void UncommentedSource::restore_marks(LexedFile& file, Diagnostics& found) const {
  std::vector<Mark> marks;
  marks.reserve(file.marks.size() + comments_.size());
  auto next = comments_.begin();
  auto comments_before = [&](std::uint32_t stop) {
    for (; next != comments_.end() && next->begin < stop; ++next)
      marks.push_back({next->begin, next->end, MarkKind::comment});
  };
  for (Mark mark : file.marks) {
    mark.begin = begin_of(mark.begin);
    mark.end = end_of(mark.end);
    comments_before(mark.begin);
    // Those inside it are part of it.
    for (; next != comments_.end() && next->begin < mark.end; ++next) {
      auto last = source_.position(next->end).line;
      if (mark.kind == MarkKind::comment && last > source_.position(next->begin).line)
        found.report(kinds::CommentTakesLines, {&source_, next->begin, next->begin + 2}, last);
    }
    marks.push_back(mark);
  }
  comments_before(source_.size());
  file.marks = std::move(marks);
}

} // namespace isotach
