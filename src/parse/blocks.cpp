// Blocks: program units and constructs around statements, #if regions, recovery when an END is missing or
// wrong.

#include <algorithm>

#include "base/closest.h"
#include "base/strings.h"
#include "parse/end_words.h"
#include "parse/kinds.h"
#include "parse/parser.h"
#include "tree/visit.h"

namespace isotach {

std::string_view block_text(BlockKind kind) {
  static constexpr std::string_view texts[] = {
      "END",       "PROGRAM", "MODULE", "SUBMODULE", "BLOCK DATA", "SUBROUTINE", "FUNCTION", "PROCEDURE",
      "INTERFACE", "TYPE",    "ENUM",   "STRUCTURE", "UNION",      "MAP",        "DO",       "IF",
      "SELECT",    "WHERE",   "FORALL", "ASSOCIATE", "BLOCK",      "CRITICAL",   "TEAM"};
  return texts[static_cast<std::size_t>(kind)];
}

namespace {

Name construct_name_of(const Stmt* begin) {
  Name name = no_name;
  if (!begin) return name;
  switch (begin->kind) {
  case NodeKind::DoStmt: return cast<DoStmt>(begin)->construct_name;
  case NodeKind::IfThenStmt: return cast<IfThenStmt>(begin)->construct_name;
  case NodeKind::SelectStmt: return cast<SelectStmt>(begin)->construct_name;
  case NodeKind::WhereConstructStmt: return cast<WhereConstructStmt>(begin)->construct_name;
  case NodeKind::ForallConstructStmt: return cast<ForallConstructStmt>(begin)->construct_name;
  case NodeKind::AssociateStmt: return cast<AssociateStmt>(begin)->construct_name;
  case NodeKind::BlockStmt: return cast<BlockStmt>(begin)->construct_name;
  case NodeKind::CriticalStmt: return cast<CriticalStmt>(begin)->construct_name;
  case NodeKind::ChangeTeamStmt: return cast<ChangeTeamStmt>(begin)->construct_name;
  case NodeKind::ProgramStmt: return cast<ProgramStmt>(begin)->name;
  case NodeKind::ModuleStmt: return cast<ModuleStmt>(begin)->name;
  case NodeKind::SubmoduleStmt: return cast<SubmoduleStmt>(begin)->name;
  case NodeKind::SubroutineStmt: return cast<SubroutineStmt>(begin)->name;
  case NodeKind::FunctionStmt: return cast<FunctionStmt>(begin)->name;
  case NodeKind::SeparateProcedureStmt: return cast<SeparateProcedureStmt>(begin)->name;
  case NodeKind::DerivedTypeStmt: return cast<DerivedTypeStmt>(begin)->name;
  case NodeKind::BlockDataStmt: return cast<BlockDataStmt>(begin)->name;
  default: return name;
  }
}

std::uint32_t do_label_of(const Tree& tree, const Stmt* begin) {
  const DoStmt* loop = dyn_cast<DoStmt>(begin);
  if (!loop || !loop->end_label || !loop->end_label->has_tokens()) return 0;
  std::uint32_t label = 0;
  for (char c : tree.token_text(loop->end_label->first_token))
    label = label * 10 + static_cast<std::uint32_t>(c - '0');
  return label;
}

} // namespace

// Passes what the view does not show: inactive text outside a whole group, and the # lines of torn groups.
void Parser::skip_to_view() {
  for (; more(); ++current_) {
    const Statement& statement = upcoming();
    bool line = statement.kind >= StatementKind::if_line;
    if (line && lexed_.groups[statement.group].torn) continue;
    if (statement.inactive && inactive_ == 0) continue;
    return;
  }
}

void Parser::enter_statement() {
  at_ = upcoming().first + (upcoming().has_label ? 1 : 0);
  stop_ = upcoming().last;
}

Parser::Role Parser::find_role() const {
  const Statement& statement = upcoming();
  if (statement.kind >= StatementKind::if_line) return Role::line;
  if (statement.kind == StatementKind::directive) return Role::plain;
  if (!is_name() || index_of(token().name) >= kw::count) return Role::plain;
  Role role = Role::plain;
  switch (index_of(token().name)) {
  case kw::end: role = is_word(kw::file, 1) ? Role::plain : Role::ends; break;
  case kw::else_:
  case kw::elseif:
  case kw::elsewhere:
  case kw::case_: role = Role::divides; break;
  case kw::type:
    role = is_word(kw::is, 1) && kind(2) == TokenKind::left_paren ? Role::divides : Role::plain;
    break;
  case kw::class_: role = is_word(kw::is, 1) || is_word(kw::default_, 1) ? Role::divides : Role::plain; break;
  case kw::rank:
    role = kind(1) == TokenKind::left_paren || is_word(kw::default_, 1) ? Role::divides : Role::plain;
    break;
  case kw::program:
  case kw::submodule:
    role = kind(1) == TokenKind::name || kind(1) == TokenKind::left_paren ? Role::starts_unit : Role::plain;
    break;
  case kw::module_:
    role = starts_procedure() || (kind(1) == TokenKind::name && kind(2) == TokenKind::end_of_statement)
               ? Role::starts_unit
               : Role::plain;
    break;
  case kw::blockdata: role = Role::starts_unit; break;
  case kw::block: role = is_word(kw::data, 1) ? Role::starts_unit : Role::plain; break;
  case kw::subroutine:
  case kw::function:
  case kw::recursive:
  case kw::pure:
  case kw::elemental:
  case kw::impure:
  case kw::non_recursive:
  case kw::attributes:
  case kw::integer:
  case kw::real:
  case kw::complex:
  case kw::logical:
  case kw::character:
  case kw::double_:
  case kw::doubleprecision:
  case kw::doublecomplex:
  case kw::byte:
    if (!statement.top_level_double_colon && starts_procedure()) role = Role::starts_unit;
    break;
  default:
    if (closed_by[index_of(token().name)] != BlockKind::plain) role = Role::ends;
    break;
  }
  if (index_of(token().name) == kw::type && role == Role::plain && !statement.top_level_double_colon &&
      starts_procedure())
    role = Role::starts_unit;
  if (role != Role::plain && is_assignment()) return Role::plain;
  return role;
}

// What the END statement at at_ closes.
BlockKind Parser::upcoming_end() const {
  bool apart = is_word(kw::end);
  if (apart && is_word(kw::block, 1) && is_word(kw::data, 2)) return BlockKind::block_data;
  const Token& word = token(apart ? 1 : 0);
  if (word.kind != TokenKind::name) return BlockKind::plain;
  BlockKind block = index_of(word.name) < kw::count
                        ? (apart ? closed_after_end : closed_by)[index_of(word.name)]
                        : BlockKind::plain;
  if (!apart || block != BlockKind::plain) return block;
  // A misspelt word closes what it means, and is reported there.
  std::vector<std::string_view> spellings;
  for (const EndWords& words : end_words) spellings.push_back(tree_.spelling(static_cast<Name>(words.apart)));
  std::string_view near = closest_word(tree_.spelling(word.name), spellings);
  for (const EndWords& words : end_words)
    if (tree_.spelling(static_cast<Name>(words.apart)) == near) return words.block;
  return BlockKind::plain;
}

bool Parser::end_matches(const OpenBlock& block, BlockKind end) const {
  switch (block.opens) {
  case Opens::do_: return end == BlockKind::do_;
  case Opens::if_: return end == BlockKind::if_;
  case Opens::select: return end == BlockKind::select;
  case Opens::where: return end == BlockKind::where;
  case Opens::forall: return end == BlockKind::forall;
  case Opens::associate: return end == BlockKind::associate;
  case Opens::block: return end == BlockKind::block;
  case Opens::critical: return end == BlockKind::critical;
  case Opens::team: return end == BlockKind::team;
  case Opens::program: return end == BlockKind::plain || end == BlockKind::program;
  case Opens::module: return end == BlockKind::plain || end == BlockKind::module;
  case Opens::submodule: return end == BlockKind::plain || end == BlockKind::submodule;
  case Opens::block_data: return end == BlockKind::plain || end == BlockKind::block_data;
  case Opens::procedure:
    if (isa<SubroutineStmt>(block.begin) && end == BlockKind::subroutine) return true;
    if (isa<FunctionStmt>(block.begin) && end == BlockKind::function) return true;
    if (isa<SeparateProcedureStmt>(block.begin) && end == BlockKind::procedure) return true;
    if (isa<UnparsedStatement>(block.begin))
      return end == BlockKind::subroutine || end == BlockKind::function || end == BlockKind::plain;
    return end == BlockKind::plain;
  case Opens::interface: return end == BlockKind::interface;
  case Opens::type: return end == BlockKind::type;
  case Opens::enum_: return end == BlockKind::enum_;
  case Opens::structure: return end == BlockKind::structure;
  case Opens::union_: return end == BlockKind::union_;
  case Opens::map: return end == BlockKind::map;
  case Opens::none: break;
  }
  return false;
}

// Does the statement at at_ (ELSE, CASE, TYPE IS ...) divide such a block?
bool Parser::divides(Opens opens) const {
  switch (index_of(token().name)) {
  case kw::elseif: return opens == Opens::if_;
  case kw::elsewhere: return opens == Opens::where;
  case kw::else_: return opens == (is_word(kw::where, 1) ? Opens::where : Opens::if_);
  default: return opens == Opens::select;
  }
}

bool Parser::closes_here() {
  switch (role()) {
  case Role::plain: return false;
  case Role::line: return true;
  case Role::ends: {
    BlockKind end = upcoming_end();
    for (std::size_t i = blocks_.size(); i-- > floor_;)
      if (end_matches(blocks_[i], end)) return true;
    return false;
  }
  case Role::divides:
    for (std::size_t i = blocks_.size(); i-- > floor_;)
      if (divides(blocks_[i].opens)) return true;
    return false;
  case Role::starts_unit: {
    if (blocks_.size() <= floor_) return false;
    const OpenBlock& block = blocks_.back();
    if (block.opens == Opens::interface || block.contains) return false;
    if (block.opens == Opens::module || block.opens == Opens::submodule) return false;
    return true; // a procedure or program whose END is missing
  }
  }
  return false;
}

// Statements of one list up to what closes it. With a DO label, up to the statement of that label, which is
// returned and not linked (null when the list ended otherwise).
Stmt* Parser::statements(StmtList& list, Node* parent, std::uint32_t do_label) {
  DirectivePairs pairs;
  DirectivePairs* outer = file_pairs_;
  if (blocks_.empty()) file_pairs_ = &pairs;
  else if (blocks_.size() == 1 && !blocks_.back().begin && file_pairs_) std::swap(pairs, *file_pairs_);
  Stmt* last = statements_and_pairs(list, parent, do_label, pairs);
  if (!pairs.open.empty() || pairs.unsure || pairs.in_branches > 0) close(pairs);
  file_pairs_ = outer;
  return last;
}

Location Parser::list_end() const {
  if (!more()) return {lexed_.source, lexed_.source->size(), lexed_.source->size()};
  Location place = lexed_.location(upcoming().first, upcoming().first);
  place.end = std::max(place.end, place.begin + 1);
  return place;
}

Stmt* Parser::statements_and_pairs(StmtList& list, Node* parent, std::uint32_t do_label,
                                   DirectivePairs& pairs) {
  if (torn_) pairs.unsure = true;
  for (;;) {
    skip_to_view();
    if (!more()) return nullptr;
    if (upcoming().kind == StatementKind::if_line) {
      bool unsure = std::exchange(unsure_region_, false);
      int open = std::exchange(open_in_branches_, 0);
      Stmt* region = conditional_region();
      if (unsure_region_) pairs.unsure = true;
      pairs.in_branches += open_in_branches_;
      unsure_region_ = unsure;
      open_in_branches_ = open;
      region->parent = parent;
      list.append(region);
      continue;
    }
    if (closes_here()) return nullptr;
    shared_end_ = false;
    Stmt* statement = statement_or_construct();
    statement->parent = parent;
    if (do_label) {
      if (statement->label == do_label && !isa<DoConstruct>(statement)) return statement;
      if (shared_end_ && do_label_of(tree_, cast<DoConstruct>(statement)->begin) == do_label) {
        list.append(statement);
        return statement;
      }
    }
    shared_end_ = false;
    list.append(statement);
    if (!pairs.open.empty() || statement->kind == NodeKind::DirectiveStmt ||
        statement->kind == NodeKind::UnparsedStatement || statement->kind == NodeKind::DoConstruct)
      pair(pairs, statement);
  }
}

Stmt* Parser::statement_or_construct() {
  Role r = role();
  bool file_level = blocks_.empty();
  // END alone is a main program; after errors it is rather what they left over.
  bool whole_program = file_level && (!any_unit_ || diagnostics_->errors() == 0) && r == Role::ends &&
                       (upcoming_end() == BlockKind::plain || upcoming_end() == BlockKind::program);
  if (r == Role::ends && !whole_program) return unexpected_statement();
  if (r == Role::divides) return unexpected_statement();
  if (file_level && r != Role::starts_unit && upcoming().kind == StatementKind::fortran &&
      !is_word(kw::include) && !(is_name() && (is_word(kw::program) || is_word(kw::module_)))) {
    // Anything else begins a main program without a PROGRAM statement.
    any_unit_ = true;
    return construct(nullptr, Opens::program);
  }
  if (file_level && upcoming().kind == StatementKind::fortran) any_unit_ = true;
  Stmt* statement = parse_statement();
  Opens opens = opens_;
  if (const DirectiveStmt* directive = dyn_cast<DirectiveStmt>(statement))
    judge_directive(directive->family, [&] { check_place(statement); });
  else check_place(statement);
  if (opens == Opens::none) {
    if (isa<ContainsStmt>(statement) && !blocks_.empty()) blocks_.back().contains = true;
    return statement;
  }
  if (blocks_.size() >= static_cast<std::size_t>(deepest_nesting)) {
    if (!abandoned_) diagnostics_->report(kinds::TooDeep, tree_.location(statement), deepest_nesting);
    abandoned_ = true;
    diagnostics_ = &muted_;
    return statement;
  }
  return construct(statement, opens);
}

void Parser::cover_children(Node* node) {
  for_each_child(node, [&](Node* child) {
    child->parent = node;
    if (!child->has_tokens()) return;
    if (!node->has_tokens()) node->first_token = child->first_token;
    node->last_token = node->has_tokens() && node->last_token != no_token
                           ? std::max(node->last_token, child->last_token)
                           : child->last_token;
  });
}

template <class T> Stmt* Parser::simple_block(Stmt* begin, Opens opens) {
  T* node = tree_.make<T>();
  node->statement = begin ? begin->statement : current_;
  if (begin) node->label = begin->label;
  node->begin = begin;
  blocks_.push_back({opens, begin});
  statements(node->body, node);
  node->end = end_of_block();
  blocks_.pop_back();
  return cover(node);
}

Stmt* Parser::construct(Stmt* begin, Opens opens) {
  switch (opens) {
  case Opens::do_: return do_construct(begin);
  case Opens::if_:
  case Opens::select:
  case Opens::where: return branched(begin, opens);
  case Opens::forall: return simple_block<ForallConstruct>(begin, opens);
  case Opens::associate: return simple_block<AssociateConstruct>(begin, opens);
  case Opens::block:
  case Opens::critical:
  case Opens::team: return simple_block<BlockConstruct>(begin, opens);
  case Opens::program: return simple_block<MainProgram>(begin, opens);
  case Opens::module: return simple_block<Module>(begin, opens);
  case Opens::submodule: return simple_block<Submodule>(begin, opens);
  case Opens::block_data: return simple_block<BlockData>(begin, opens);
  case Opens::procedure: return simple_block<Procedure>(begin, opens);
  case Opens::interface: return simple_block<Interface>(begin, opens);
  case Opens::type: return simple_block<DerivedType>(begin, opens);
  case Opens::enum_: return simple_block<EnumDefinition>(begin, opens);
  case Opens::structure:
  case Opens::union_:
  case Opens::map: return simple_block<Structure>(begin, opens);
  case Opens::none: break;
  }
  return begin;
}

Stmt* Parser::do_construct(Stmt* begin) {
  std::uint32_t label = do_label_of(tree_, begin);
  if (!label) return simple_block<DoConstruct>(begin, Opens::do_);
  DoConstruct* node = tree_.make<DoConstruct>();
  node->statement = begin->statement;
  node->label = begin->label;
  node->begin = begin;
  blocks_.push_back({Opens::do_, begin});
  Stmt* last = statements(node->body, node, label);
  bool shared = last && shared_end_;
  if (shared) node->flags |= node_flag::shared_end;
  else if (last) node->end = last;
  else node->end = end_of_block();
  blocks_.pop_back();
  // A labelled terminator that is not an END DO may end enclosing loops of the same label as well.
  shared_end_ = last != nullptr;
  return cover(node);
}

// The branches of IF, SELECT and WHERE: a header each, then its statements.
void Parser::branches(StmtList& list, Node* parent) {
  for (;;) {
    skip_to_view();
    if (!more()) return;
    if (upcoming().kind != StatementKind::if_line &&
        (role() != Role::divides || !divides(blocks_.back().opens)))
      return;
    if (upcoming().kind == StatementKind::if_line) {
      Stmt* region = conditional_region();
      region->parent = parent;
      list.append(region);
      continue;
    }
    Branch* branch = tree_.make<Branch>();
    branch->statement = current_;
    branch->header = parse_statement();
    if (const ElsewhereStmt* elsewhere = dyn_cast<ElsewhereStmt>(branch->header)) {
      if (blocks_.back().phase == Phase::executable)
        diagnostics_->report(kinds::NotHere, tree_.location(elsewhere), "ELSEWHERE",
                             "after an ELSEWHERE without a mask", "remove it or give the other one a mask");
      if (!elsewhere->mask) blocks_.back().phase = Phase::executable;
    }
    statements(branch->body, branch);
    list.append(cover(branch));
  }
}

Stmt* Parser::branched(Stmt* begin, Opens opens) {
  blocks_.push_back({opens, begin});
  auto build = [&](auto* node) {
    node->statement = begin->statement;
    node->label = begin->label;
    if constexpr (std::is_same_v<decltype(node), SelectConstruct*>) {
      node->begin = begin;
      statements(node->branches,
                 node); // comments have no nodes, but directives may stand before the first CASE
    } else {
      Branch* first = tree_.make<Branch>();
      first->statement = begin->statement;
      first->header = begin;
      statements(first->body, first);
      node->branches.append(cover(first));
    }
    branches(node->branches, node);
    node->end = end_of_block();
    blocks_.pop_back();
    return cover(node);
  };
  if (opens == Opens::if_) return build(tree_.make<IfConstruct>());
  if (opens == Opens::select) return build(tree_.make<SelectConstruct>());
  return build(tree_.make<WhereConstruct>());
}

// A whole #if group (rule R2). Every branch is parsed where it stands; one that the view does not take and
// that does not parse is kept as opaque text.
Stmt* Parser::conditional_region() {
  ConditionalRegion* region = tree_.make<ConditionalRegion>();
  region->statement = current_;
  std::uint32_t group = upcoming().group;
  if (regions_ >= deepest_nesting) {
    const PreprocessorBranch& line = lexed_.groups[group].branches.front();
    diagnostics_->report(kinds::TooDeep, {lexed_.source, line.begin, line.line_end}, deepest_nesting);
    do ++current_;
    while (more() && !(upcoming().kind == StatementKind::endif_line && upcoming().group == group));
    if (more()) ++current_;
    return region;
  }
  ++regions_;
  Phase phase = blocks_.empty() ? Phase::use : blocks_.back().phase;
  std::size_t old_floor = floor_;
  floor_ = blocks_.size();
  std::size_t branch_count = lexed_.groups[group].branches.size();
  for (std::size_t b = 0; b < branch_count && more(); ++b) {
    Alternative* alternative = tree_.make<Alternative>();
    alternative->statement = current_;
    alternative->active = lexed_.groups[group].branches[b].active;
    ++current_; // the # line
    // Each alternative follows what stands before the group; what follows the group may follow any of them.
    if (!blocks_.empty()) blocks_.back().phase = phase;
    Diagnostics silent;
    Diagnostics* outer = diagnostics_;
    std::size_t unparsed_before = unparsed_, parsed_before = parsed_;
    std::uint32_t first_before = first_unparsed_;
    bool hidden = !alternative->active;
    if (hidden) {
      diagnostics_ = &silent;
      ++inactive_;
    }
    auto at_group_line = [&] {
      return more() && upcoming().kind > StatementKind::if_line && upcoming().group == group;
    };
    bool stray = false;
    for (;;) {
      statements(alternative->body, alternative);
      if (!more() || at_group_line()) break;
      stray = true;
      ++current_;
    }
    if (hidden) {
      diagnostics_ = outer;
      --inactive_;
      if (silent.errors() > 0 || stray) {
        alternative->opaque = true;
        alternative->body = StmtList();
      }
      unparsed_ = unparsed_before;
      parsed_ = parsed_before;
      first_unparsed_ = first_before;
    }
    region->alternatives.append(cover(alternative));
  }
  if (more()) ++current_; // #endif
  --regions_;
  if (!blocks_.empty()) blocks_.back().phase = phase;
  floor_ = old_floor;
  return cover(region);
}

// The END of the innermost block, or a report that it is missing.
Stmt* Parser::end_of_block() {
  const OpenBlock& block = blocks_.back();
  skip_to_view();
  if (more() && role() == Role::ends && end_matches(block, upcoming_end())) {
    Stmt* end = parse_statement();
    opens_ = Opens::none;
    if (const EndStmt* e = dyn_cast<EndStmt>(end)) check_end_name(block, e);
    return end;
  }
  missing_end();
  return nullptr;
}

void Parser::check_end_name(const OpenBlock& block, const EndStmt* end) {
  Name expected = construct_name_of(block.begin);
  if (end->name == no_name || isa<UnparsedStatement>(block.begin) || end->name == expected) return;
  std::string_view name = expected == no_name ? std::string_view("(unnamed)") : tree_.spelling(expected);
  Location place = lexed_.location(end->last_token, end->last_token);
  Diagnostic& diagnostic =
      diagnostics_->report(kinds::WrongEndName, place, fmt::format("END {}", block_text(end->block)),
                           tree_.spelling(end->name), name);
  if (block.begin) diagnostic.notes.push_back({tree_.location(block.begin), "the block was opened here"});
}

namespace {
struct BlockWords {
  std::string_view what; // "IF construct"
  std::string_view end;  // "END IF"
};
} // namespace

void Parser::missing_end() {
  static constexpr BlockWords words[] = {{"", ""},
                                         {"this DO loop", "END DO"},
                                         {"this IF construct", "END IF"},
                                         {"this SELECT construct", "END SELECT"},
                                         {"this WHERE construct", "END WHERE"},
                                         {"this FORALL construct", "END FORALL"},
                                         {"this ASSOCIATE construct", "END ASSOCIATE"},
                                         {"this BLOCK construct", "END BLOCK"},
                                         {"this CRITICAL construct", "END CRITICAL"},
                                         {"this CHANGE TEAM construct", "END TEAM"},
                                         {"this main program", "END PROGRAM"},
                                         {"this module", "END MODULE"},
                                         {"this submodule", "END SUBMODULE"},
                                         {"this BLOCK DATA", "END BLOCK DATA"},
                                         {"this procedure", "END"},
                                         {"this interface block", "END INTERFACE"},
                                         {"this derived type", "END TYPE"},
                                         {"this ENUM", "END ENUM"},
                                         {"this STRUCTURE", "END STRUCTURE"},
                                         {"this UNION", "END UNION"},
                                         {"this MAP", "END MAP"}};
  const OpenBlock& block = blocks_.back();
  BlockWords text = words[static_cast<std::size_t>(block.opens)];
  std::string end(text.end);
  if (isa<SubroutineStmt>(block.begin)) end = "END SUBROUTINE";
  if (isa<FunctionStmt>(block.begin)) end = "END FUNCTION";
  if (std::uint32_t label = do_label_of(tree_, block.begin))
    end = fmt::format("statement labelled {}", label);
  std::string before = "the end of the file";
  Location place = list_end();
  if (more()) {
    before = upcoming().kind >= StatementKind::if_line
                 ? std::string("this # line")
                 : fmt::format("'{}'",
                               upper(trim(lexed_.text(upcoming().first, upcoming().last - 1)).substr(0, 40)));
  }
  Location opened = block.begin ? tree_.location(block.begin) : place;
  Diagnostic& diagnostic = diagnostics_->report(kinds::MissingEnd, opened, text.what, end, before);
  if (block.begin) diagnostic.notes.push_back({place, fmt::format("{} was expected here", end)});
}

// Of an IF, SELECT, WHERE ... that did not parse neither its END nor its ELSE is a mistake of its own.
void Parser::note_failed_opening() {
  const Statement& statement = lexed_.statements[current_];
  std::uint32_t i = statement.first + (statement.has_label ? 1 : 0);
  if (statement.kind != StatementKind::fortran || lexed_.tokens[i].kind != TokenKind::name) return;
  if (lexed_.tokens[i + 1].kind == TokenKind::colon) i += 2; // the construct's name
  switch (index_of(lexed_.tokens[i].name)) {
  case kw::if_: ++failed_openings_[static_cast<std::size_t>(Opens::if_)]; break;
  case kw::select: ++failed_openings_[static_cast<std::size_t>(Opens::select)]; break;
  case kw::where: ++failed_openings_[static_cast<std::size_t>(Opens::where)]; break;
  case kw::forall: ++failed_openings_[static_cast<std::size_t>(Opens::forall)]; break;
  case kw::do_: ++failed_openings_[static_cast<std::size_t>(Opens::do_)]; break;
  default: break;
  }
}

// An END, ELSE, CASE ... that no open block owns.
Stmt* Parser::unexpected_statement() {
  enter_statement();
  bool end = role() == Role::ends;
  for (Opens opens : {Opens::if_, Opens::select, Opens::where, Opens::forall, Opens::do_}) {
    int& failed = failed_openings_[static_cast<std::size_t>(opens)];
    if (failed == 0 || !(end ? end_matches({opens, nullptr}, upcoming_end()) : divides(opens))) continue;
    if (end) --failed;
    opens_ = Opens::none;
    return unparsed_statement();
  }
  std::string text = upper(lexed_.text(at_, stop_ - 1));
  text = text.substr(0, 40);
  if (end) {
    diagnostics_->report(kinds::UnmatchedEnd, here(), fmt::format("'{}'", text));
  } else {
    std::string_view home = divides(Opens::if_)     ? "an IF construct"
                            : divides(Opens::where) ? "a WHERE construct"
                                                    : "a SELECT construct";
    diagnostics_->report(kinds::MisplacedStatement, here(), fmt::format("'{}'", text), home);
  }
  opens_ = Opens::none;
  return unparsed_statement();
}

} // namespace isotach
