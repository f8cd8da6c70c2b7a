// Parser: the recursive descent over one file's statements. Private to src/parse.
//
// Within a statement, the first failure reports, moves to the statement's end and makes every further
// look-ahead an end of statement, so that no function needs an error path of its own; the statement then
// becomes an UnparsedStatement. Blocks are built by the functions of blocks.cpp around one-statement parsers.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "parse/adopt.h"
#include "parse/parse.h"
#include "tree/directive_pairs.h"

namespace isotach {

struct ClauseRule; // tree/directives.h
struct DirectiveMatch;
struct DirectiveRule;

class Parser {
 public:
  Parser(Tree& tree, const DirectivesRead& directives_read, Diagnostics& diagnostics);
  File* parse_file();
  std::size_t statements_parsed() const { return parsed_; }
  std::size_t statements_unparsed() const { return unparsed_; }
  std::uint32_t first_unparsed() const { return first_unparsed_; } // a token
  std::size_t warnings_left_out() const {
    return directive_warnings_ - std::min(directive_warnings_, most_directive_warnings);
  }

 private:
  static constexpr std::size_t most_directive_warnings = 5; // of one file
  // ---- tokens of the current statement ----
  const Token& token() const { return tokens_[at_]; } // at_ never passes stop_
  const Token& token(std::uint32_t ahead) const {
    std::uint32_t i = at_ + ahead;
    return tokens_[i < stop_ ? i : stop_];
  }
  TokenKind kind() const { return token().kind; }
  TokenKind kind(std::uint32_t ahead) const { return token(ahead).kind; }
  bool is(TokenKind k) const { return kind() == k; }
  bool is_name() const { return kind() == TokenKind::name; }
  static bool is_word_token(const Token& t, std::uint32_t keyword) {
    return t.kind == TokenKind::name && index_of(t.name) == keyword;
  }
  bool is_word(std::uint32_t keyword) const { return is_word_token(token(), keyword); }
  bool is_word(std::uint32_t keyword, std::uint32_t ahead) const {
    return is_word_token(token(ahead), keyword);
  }
  bool at_end() const { return at_ >= stop_; }
  void advance() {
    if (at_ < stop_) ++at_;
  }
  bool accept(TokenKind k) {
    if (!is(k)) return false;
    advance();
    return true;
  }
  bool accept_word(std::uint32_t keyword) {
    if (!is_word(keyword)) return false;
    advance();
    return true;
  }
  void expect(TokenKind k);
  void expect_word(std::uint32_t keyword);
  Name expect_name(std::string_view what);
  void expect_end();
  std::string found() const;
  void fail(std::string_view expected);
  void fail_at(std::uint32_t token, std::string_view expected);
  // The word at a token (or what stands up to another one) is wrong: "'bar' is not `what`; `advice`".
  void wrong_word(std::uint32_t first, std::string_view what, std::string_view advice,
                  std::uint32_t last = no_token);
  Location here() const;
  // Index of the token that closes the parenthesis or bracket at token i, or stop_.
  std::uint32_t close_of(std::uint32_t i) const;
  bool double_colon_before_close(std::uint32_t i) const;

  // ---- nodes ----
  template <class T> T* start() {
    T* node = tree_.make<T>();
    node->first_token = at_;
    if constexpr (std::is_base_of_v<Stmt, T>) node->statement = current_;
    return node;
  }
  template <class T> T* start_at(const Node* first) {
    T* node = tree_.make<T>();
    node->first_token = first->first_token;
    return node;
  }
  // Ends a node whose children are all there.
  template <class T> T* finish(T* node) {
    detail::adopt_children(node);
    if (at_ > node->first_token) node->last_token = at_ - 1;
    else node->first_token = node->last_token = no_token;
    return node;
  }
  // Collects children of a list; nests like the recursion.
  template <class T> class Collect {
   public:
    explicit Collect(Parser& parser) : parser_(parser), mark_(parser.scratch_.size()) {}
    ~Collect() { parser_.scratch_.resize(mark_); }
    Collect(const Collect&) = delete;
    Collect& operator=(const Collect&) = delete;
    void add(T* node) {
      if (node) parser_.scratch_.push_back(node);
    }
    std::size_t size() const { return parser_.scratch_.size() - mark_; }
    T* back() const { return static_cast<T*>(parser_.scratch_.back()); }
    void pop_back() { parser_.scratch_.pop_back(); }
    List<T> list() const {
      return parser_.tree_.template make_list<T>(std::span(parser_.scratch_).subspan(mark_));
    }

   private:
    Parser& parser_;
    std::size_t mark_;
  };
  // item { , item }
  template <class T, class F> List<T> comma_list(F&& item) {
    Collect<T> items(*this);
    do items.add(item());
    while (accept(TokenKind::comma) && !failed_);
    return items.list();
  }
  struct Deeper {
    explicit Deeper(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > deepest_nesting) parser_.too_deep(deepest_nesting);
    }
    ~Deeper() { --parser_.depth_; }
    Parser& parser_;
  };
  void too_deep(int limit);
  // The name here is none of the words: names the nearest one, or what was expected where none is near.
  void unknown_word(std::string_view what, std::initializer_list<std::string_view> words,
                    std::string_view expected);

  // ---- statements (statements.cpp) ----
  Stmt* parse_statement(); // the current statement, whole
  Stmt* statement_body();  // from at_ on, after a label; also the action of IF
  Stmt* keyword_statement(Name word);
  bool is_assignment() const;
  Stmt* assignment();
  Stmt* construct_statement(Name construct_name);
  Expr* parenthesised();
  Expr* label_reference();
  Name optional_construct_name();

  // ---- what begins and divides constructs (constructs.cpp); what ends them (units.cpp) ----
  Stmt* if_statement(Name construct_name);
  Stmt* do_statement(Name construct_name);
  Stmt* where_statement(Name construct_name);
  Stmt* forall_statement(Name construct_name);
  Stmt* select_statement(Name construct_name);
  Stmt* associate_statement(Name construct_name);
  Stmt* block_like_statement(Name construct_name);
  Stmt* else_statement();
  Stmt* case_statement();
  Stmt* type_guard();
  Stmt* end_statement();
  LoopControl* loop_control();
  ConcurrentHeader* concurrent_header();
  Association* association();

  // ---- actions (actions.cpp) ----
  Stmt* call_statement();
  Stmt* goto_statement();
  Stmt* stop_statement(StopKind stop);
  Stmt* allocate_statement();
  void check_coarray_allocation(const Expr* object);
  Stmt* assign_label_statement();
  Stmt* image_statement();

  // ---- input and output (io.cpp) ----
  Stmt* read_statement();
  Stmt* write_statement();
  Stmt* print_statement();
  Stmt* file_statement();
  Stmt* format_statement();
  void check_format();
  ControlSpec* control_spec();
  void check_control(const ControlSpec& control);
  List<ControlSpec> control_list(bool may_be_empty = false);
  List<Expr> io_items();
  Expr* format_expression();

  // ---- types (types.cpp) ----
  bool starts_type(std::uint32_t i) const;
  TypeSpec* type_spec(bool in_declaration);
  void character_selector(TypeSpec* type);
  void kind_selector(TypeSpec* type);
  Stmt* enumerator_statement();
  Stmt* final_statement();
  Stmt* structure_statement(Name keyword);

  // ---- attributes and bounds (attributes.cpp) ----
  Attribute* attribute();
  Attribute* bind_attribute();
  Dimension* dimension();
  List<Dimension> dimension_list(TokenKind close);
  void check_dimensions(List<Dimension> list, bool coarray);
  Stmt* attribute_statement(Attribute* attribute);
  Stmt* attribute_keyword_statement(AttributeKind kind);

  // ---- declarations (declarations.cpp) ----
  Stmt* type_declaration();
  EntityDecl* entity_decl();
  void check_type_parameters(const TypeDeclStmt& declaration);
  Node* data_value();
  NamedItem* named_item();
  Stmt* implicit_statement();
  Stmt* parameter_statement();
  Stmt* data_statement();
  Stmt* procedure_statement();
  void check_procedure_attributes(List<Attribute> attributes, bool component);
  Stmt* generic_statement();

  // ---- groups of names (groups.cpp) ----
  Stmt* common_statement();
  Stmt* namelist_statement();
  Stmt* record_statement();
  Stmt* equivalence_statement();
  Stmt* cray_pointer_statement();
  ItemGroup* slash_group(bool name_required);
  template <class T> Stmt* slash_groups(bool names_required);
  template <class F> List<ItemGroup> parenthesised_groups(F item);

  // ---- USE, IMPORT, generic names, INCLUDE (use.cpp) ----
  NamedItem* generic_spec();
  NamedItem* use_item();
  Stmt* use_statement();
  Stmt* import_statement();
  Stmt* include_line();

  // ---- program units (units.cpp) ----
  bool starts_procedure() const;
  Stmt* program_statement();
  Stmt* module_statement();
  Stmt* submodule_statement();
  Stmt* block_data_statement();
  Stmt* procedure_begin();
  Stmt* entry_statement();
  Stmt* interface_statement();
  Stmt* derived_type_statement();
  List<Expr> dummy_arguments();
  Suffix* suffix();

  // ---- directives (directives.cpp) ----
  Stmt* directive_statement();
  Stmt* directive_or_text();
  static DirectiveFamily family_of(std::string_view sentinel);
  // Judges a directive with `judge`: what it reports is a warning at most where the family is not read.
  template <class F> void judge_directive(DirectiveFamily family, F&& judge) {
    Diagnostics found;
    Diagnostics* outer = std::exchange(diagnostics_, &found);
    judge();
    diagnostics_ = outer;
    if (!found.all().empty()) report_directive(family, found);
  }
  // Says so where a word that no table has may stand for text that a #define is missing for.
  bool is_unknown_macro(std::uint32_t token, std::string_view what,
                        const std::vector<std::string_view>& words);
  void report_directive(DirectiveFamily family, const Diagnostics& found);
  std::vector<std::string_view> upcoming_words() const;
  void unknown_directive(DirectiveFamily family, const DirectiveMatch& match);
  void directive_arguments(DirectiveStmt* node, const DirectiveRule* rule);
  void end_clause(DirectiveFamily family, const DirectiveRule& rule);
  Clause* clause(DirectiveFamily family, bool known, bool text);
  void check_clause(const ClauseRule& rule, const Clause& clause);
  void comma_after_operator(Clause* clause);
  Clause* launch_clause();
  bool clause_items(Clause* clause);
  Node* directive_item();
  OpaqueText* opaque_until(std::uint32_t stop);

  // ---- expressions (expressions.cpp) ----
  Expr* expression() { return binary_expression(1); }
  Expr* binary_expression(int lowest);
  Expr* unary_expression(int lowest);
  Expr* primary();
  Expr* suffixes(Expr* base);
  Expr* parenthesised_primary();
  Expr* array_constructor(TokenKind close);
  Expr* designator();
  Expr* argument();
  List<Expr> argument_list(); // after the "(", through the ")"
  List<Expr> bracket_list();
  void implied_do_control(ImpliedDo* loop);
  bool implied_do_follows() const;
  Expr* name_reference();
  template <class T> Expr* literal() {
    T* node = start<T>();
    advance();
    return finish(node);
  }

  // ---- blocks (blocks.cpp) ----
  enum class Opens : std::uint8_t {
    none,
    do_,
    if_,
    select,
    where,
    forall,
    associate,
    block,
    critical,
    team,
    program,
    module,
    submodule,
    block_data,
    procedure,
    interface,
    type,
    enum_,
    structure,
    union_,
    map
  };
  // How far a unit's statements have come: what stands before may not follow.
  enum class Phase : std::uint8_t { use, implicit, declarations, executable };
  struct OpenBlock {
    Opens opens = Opens::none;
    Stmt* begin = nullptr; // null: a main program without PROGRAM
    bool contains = false; // CONTAINS was seen
    Phase phase = Phase::use;
  };
  void pair(DirectivePairs& pairs, Stmt* statement); // takes note of it (directive_pairs.cpp)
  void close(DirectivePairs& pairs);                 // the list has ended
  Location list_end() const;                         // what ends the current list of statements
  // What the upcoming statement does to the open blocks.
  enum class Role : std::uint8_t { plain, line, ends, divides, starts_unit };
  bool more() const { return current_ < lexed_.statements.size(); }
  const Statement& upcoming() const { return lexed_.statements[current_]; }
  void skip_to_view();
  void enter_statement();
  Role role() {
    enter_statement();
    if (role_of_ != current_) {
      role_ = find_role();
      role_of_ = current_;
    }
    return role_;
  }
  Role find_role() const;
  BlockKind upcoming_end() const;
  bool end_matches(const OpenBlock& block, BlockKind end) const;
  bool divides(Opens opens) const;
  bool closes_here(); // the upcoming statement ends, divides or interrupts an open block
  Stmt* statements(StmtList& list, Node* parent, std::uint32_t do_label = 0);
  Stmt* statements_and_pairs(StmtList& list, Node* parent, std::uint32_t do_label, DirectivePairs& pairs);
  Stmt* statement_or_construct();
  Stmt* construct(Stmt* begin, Opens opens);
  Stmt* do_construct(Stmt* begin);
  Stmt* branched(Stmt* begin, Opens opens);
  void branches(StmtList& list, Node* parent);
  template <class T> Stmt* simple_block(Stmt* begin, Opens opens);
  Stmt* conditional_region();
  Stmt* end_of_block();
  Stmt* unexpected_statement();
  Stmt* unparsed_statement();
  void missing_end();
  void note_failed_opening();
  void check_place(const Stmt* statement); // placement.cpp
  void check_end_name(const OpenBlock& block, const EndStmt* end);
  // Makes a construct the parent of its children and gives it their range.
  static void cover_children(Node* construct);
  template <class T> T* cover(T* construct) {
    cover_children(construct);
    return construct;
  }

  Tree& tree_;
  const LexedFile& lexed_;
  const Token* tokens_;
  DirectivesRead directives_read_;
  std::size_t directive_warnings_ = 0; // reported or not
  Diagnostics* diagnostics_;
  std::vector<Node*> scratch_;
  std::uint32_t at_ = 0;      // token
  std::uint32_t stop_ = 0;    // end_of_statement token of the current statement
  std::uint32_t current_ = 0; // statement
  bool failed_ = false;
  bool allocating_ = false; // the objects of ALLOCATE: their brackets hold bounds
  int depth_ = 0;
  Role role_ = Role::plain;
  std::uint32_t role_of_ = no_token; // the statement whose role that is
  Opens opens_ = Opens::none;        // what the statement just parsed opens
  std::vector<OpenBlock> blocks_;
  std::array<int, static_cast<std::size_t>(Opens::map) + 1> failed_openings_{}; // that did not parse
  std::size_t floor_ = 0; // blocks opened outside the #if alternative being parsed
  int regions_ = 0;       // #if groups around this place
  DirectivePairs* file_pairs_ =
      nullptr;                 // of the file's list: a main program without PROGRAM goes on with them
  bool torn_ = false;          // the file has torn #if groups
  bool unsure_region_ = false; // the #if group just parsed holds halves of directive pairs
  int open_in_branches_ = 0;   // directives of its alternatives whose END may come after it
  int inactive_ = 0;           // inside an alternative that the view does not take
  bool shared_end_ = false;    // the DO just parsed ended on a label that may end outer ones too
  bool abandoned_ = false;     // nested too deeply: the rest is not reported
  bool any_unit_ = false;
  Diagnostics muted_;
  std::size_t parsed_ = 0; // statements, and those of them that became UnparsedStatement
  std::size_t unparsed_ = 0;
  std::uint32_t first_unparsed_ = 0;
};

// "SUBROUTINE", "END IF": how messages call an END's block.
std::string_view block_text(BlockKind kind);

} // namespace isotach
