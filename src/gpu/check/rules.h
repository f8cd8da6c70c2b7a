// Rules: what the files of this folder share. Private to src/gpu/check.
#pragma once

#include <set>

#include "analysis/data_movement.h"
#include "gpu/check/check.h"

namespace isotach::check_rules {

// Where faults are collected: each once for a place and a name.
class Report {
 public:
  AccFault* add(std::string_view id, const Tree& tree, const Node* place, std::string cause, std::string fix,
                const WalkedCall* call = nullptr);
  std::vector<AccFault> take(std::span<const Tree* const> trees);

 private:
  std::vector<std::unique_ptr<AccFault>> faults_;
  std::vector<const Tree*> trees_;
  std::set<std::tuple<std::string_view, const Node*, std::string>> seen_;
};

// ---- repairs: whole lines beside a statement, a clause more
void add_line_before(AccFault* fault, const Tree& tree, const Stmt* statement, const std::string& directive);
void add_line_after(AccFault* fault, const Tree& tree, const Stmt* statement, const std::string& directive);
void add_clause(AccFault* fault, const Tree& tree, const DirectiveStmt* directive, const std::string& clause);
void replace_text(AccFault* fault, const Tree& tree, const Node* place, std::string text);
const Stmt* statement_of(const Node* node);

std::uint32_t line_of(const Tree& tree, const Node* node);

// Without blanks, in lower case: texts that are compared.
std::string squeezed(const Tree& tree, const Node* node);

// ---- rules for one event of the walk; those that return something say whether they reported it
bool not_associated(Report& report, const DeviceEvent& event, const BlockState& pointer);
void not_there(Report& report, const DataMovement& movement, const DeviceEvent& event, const BlockKey* cell);
void bounds_moved(Report& report, const DataMovement& movement, const DeviceEvent& event,
                  const BlockState& pointer);
bool absent(Report& report, const DeviceEvent& event);
bool wrong_address(Report& report, const DataMovement& movement, const DeviceEvent& event);
void overwritten_addresses(Report& report, const DataMovement& movement, const DeviceEvent& event);
void device_reads(Report& report, const DataMovement& movement, const DeviceEvent& event);
void host_reads(Report& report, const DataMovement& movement, const DeviceEvent& event);
void update_reads(Report& report, const DataMovement& movement, const DeviceEvent& event);
void copied_out(Report& report, const DataMovement& movement, const DeviceEvent& event);

// What needs declarations and directives alone, or a call and what it calls.
void check_text(const Tree& tree, const DataMovement& movement, Report& report);

} // namespace isotach::check_rules
