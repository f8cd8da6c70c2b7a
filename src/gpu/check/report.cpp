// The catalogue's symptoms, and the edits that repair.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/check/rules.h"
#include "tree/edit.h"

namespace isotach::check_rules {

namespace {

constexpr std::string_view not_found = "data not found on the device, or FATAL ERROR: data not present";
constexpr std::string_view bad_address = "CUDA_ERROR_ILLEGAL_ADDRESS";
constexpr std::string_view wrong = "wrong numbers, without a message";

constexpr std::pair<std::string_view, std::string_view> symptoms[] = {
    {"P0", not_found},
    {"P1", not_found},
    {"P2", bad_address},
    {"P3", bad_address},
    {"P4", wrong},
    {"P5", "data not found, or partially present"},
    {"P6", "wrong elements are copied: wrong numbers"},
    {"P7", wrong},
    {"P8", "wrong numbers, or a fatal error in a later call, when the address is used again"},
    {"P9", bad_address},
    {"P10", bad_address},
    {"P11", "a fatal error or a huge allocation (GCC), data not found (NVHPC)"},
    {"P12", "a crash where the argument is absent"},
    {"P13", "GCC: mixed component accesses, an error when it compiles"},
    {"P14", "an undefined symbol when device code is linked, or old values"},
    {"P15", "partially present, or memory after the array is copied"},
    {"P16", "a race: numbers that change from run to run"},
    {"P17", wrong},
    {"P18", "one element too many: partially present, or wrong numbers"},
    {"P19", "a race with the host: numbers that change from run to run"},
    {"P20", "partially present, or one of the arguments is overwritten"},
    {"P21", "the value is lost: wrong numbers, or a loop that never ends"},
};

} // namespace

std::string squeezed(const Tree& tree, const Node* node) {
  std::string text = lower(tree.text(node));
  std::erase_if(text, is_blank);
  return text;
}

std::uint32_t line_of(const Tree& tree, const Node* node) {
  Location location = tree.location(node);
  return location.file->position(location.begin).line;
}

AccFault* Report::add(std::string_view id, const Tree& tree, const Node* place, std::string cause,
                      std::string fix, const WalkedCall* call) {
  if (!place || !place->has_tokens()) return nullptr;
  if (!seen_.insert({id, statement_of(place), cause}).second) return nullptr;
  auto fault = std::make_unique<AccFault>();
  fault->id = id;
  for (const auto& [name, symptom] : symptoms)
    if (name == id) fault->symptom = symptom;
  fault->cause = std::move(cause);
  fault->fix = std::move(fix);
  fault->location = tree.location(place);
  fault->file = fault->location.file->path();
  fault->line = line_of(tree, place);
  for (; call && call->caller; call = call->caller)
    fault->called_from.push_back(
        fmt::format("{}:{}", call->caller->tree->source().path(), line_of(*call->caller->tree, call->at)));
  faults_.push_back(std::move(fault));
  trees_.push_back(&tree);
  return faults_.back().get();
}

std::vector<AccFault> Report::take(std::span<const Tree* const> trees) {
  std::vector<AccFault> taken;
  for (const Tree* tree : trees) {
    std::size_t first = taken.size();
    for (std::size_t i = 0; i < faults_.size(); ++i)
      if (trees_[i] == tree) taken.push_back(std::move(*faults_[i]));
    std::stable_sort(
        taken.begin() + static_cast<std::ptrdiff_t>(first), taken.end(),
        [](const AccFault& a, const AccFault& b) { return a.location.begin < b.location.begin; });
  }
  return taken;
}

const Stmt* statement_of(const Node* node) {
  while (node && !isa<Stmt>(node)) node = node->parent;
  return node ? cast<Stmt>(node) : nullptr;
}

namespace {

// The statement beside which a line may stand: not the header of a block.
const Stmt* anchor_of(const Stmt* statement) {
  while (statement && (!list_of(const_cast<Stmt*>(statement)) || isa<Branch>(statement)))
    statement = statement->parent ? statement_of(statement->parent) : nullptr;
  return statement;
}

bool can_edit(const Tree& tree, const Node* node) {
  return node && node->has_tokens() && !node->has(node_flag::read_only) &&
         tree.location(node).file == &tree.source();
}

std::string line_text(const Tree& tree, std::uint32_t line_begin, const std::string& directive) {
  std::string_view text = tree.source().text();
  std::string indent;
  if (tree.lexed.form != SourceForm::fixed)
    for (std::uint32_t at = line_begin; at < text.size() && is_blank(text[at]); ++at) indent += text[at];
  return indent + directive + "\n";
}

} // namespace

void add_line_before(AccFault* fault, const Tree& tree, const Stmt* statement, const std::string& directive) {
  const Stmt* anchor = anchor_of(statement);
  if (!fault || !can_edit(tree, anchor)) return;
  std::string_view text = tree.source().text();
  std::uint32_t at = tree.location(anchor).begin;
  while (at > 0 && text[at - 1] != '\n') --at;
  fault->edits.push_back({&tree, {at, at, line_text(tree, at, directive), {}}});
}

void add_line_after(AccFault* fault, const Tree& tree, const Stmt* statement, const std::string& directive) {
  const Stmt* anchor = anchor_of(statement);
  if (!fault || !can_edit(tree, anchor)) return;
  std::string_view text = tree.source().text();
  Location location = tree.location(anchor);
  std::uint32_t begin = location.begin, at = location.end;
  while (begin > 0 && text[begin - 1] != '\n') --begin;
  while (at < text.size() && text[at] != '\n') ++at;
  std::string line = line_text(tree, begin, directive);
  if (at < text.size()) ++at;
  else line = "\n" + line;
  fault->edits.push_back({&tree, {at, at, std::move(line), {}}});
}

void add_clause(AccFault* fault, const Tree& tree, const DirectiveStmt* directive,
                const std::string& clause) {
  if (!fault || !can_edit(tree, directive)) return;
  std::uint32_t end = tree.location(directive).end, begin = end;
  std::string_view text = tree.source().text();
  while (begin > 0 && text[begin - 1] != '\n') --begin;
  bool fixed = tree.lexed.form == SourceForm::fixed;
  std::string added = " " + clause;
  if (end - begin + added.size() > (fixed ? 72u : 130u))
    added = fixed ? "\n!$acc&" + added : " &\n!$acc  " + added;
  fault->edits.push_back({&tree, {end, end, std::move(added), {}}});
}

void replace_text(AccFault* fault, const Tree& tree, const Node* place, std::string text) {
  if (!fault || !can_edit(tree, place)) return;
  Location location = tree.location(place);
  fault->edits.push_back({&tree, {location.begin, location.end, std::move(text), {}}});
}

} // namespace isotach::check_rules
