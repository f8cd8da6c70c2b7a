#include "analysis/region_movement.h"

#include <algorithm>

#include <fmt/format.h>

#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

std::uint32_t line_at(const Tree& tree, const Node* node, bool end = false) {
  Location location = tree.location(node);
  return location.file
             ? location.file
                   ->position(end && location.end > location.begin ? location.end - 1 : location.begin)
                   .line
             : 0;
}

class Recorder : public DeviceObserver {
 public:
  std::map<const DirectiveStmt*, RegionMovement> regions; // by directive; never iterated

  void device_use(const DataMovement& movement, const DeviceEvent& event) override {
    RegionMovement& region = regions[event.directive];
    auto found = std::ranges::find(region.data, event.path.text(), &RegionMovement::Datum::name);
    if (found == region.data.end()) {
      region.data.push_back({event.path.text(), how(movement, event), false, false, {}});
      found = std::prev(region.data.end());
    }
    (event.write ? found->written : found->read) = true;
    if (event.write) writers_[event.where.leaf] = event.directive;
  }

  void host_use(const DataMovement&, const DeviceEvent& event) override {
    auto writer = writers_.find(event.where.leaf);
    if (writer == writers_.end()) return;
    if (event.write) {
      writers_.erase(writer);
      return;
    }
    for (RegionMovement::Datum& datum : regions[writer->second].data)
      if (datum.written && event.place && event.place->has_tokens() && datum.name == event.path.text()) {
        std::pair place{std::string(event.call->tree->source().path()),
                        line_at(*event.call->tree, event.place)};
        if (std::ranges::find(datum.host_reads, place) == datum.host_reads.end())
          datum.host_reads.push_back(place);
      }
  }

 private:
  static std::string how(const DataMovement& movement, const DeviceEvent& event) {
    if (event.clause == "scalar") return "a copy of its own for each thread";
    switch (event.action) {
    case DataAction::copy: return "copy";
    case DataAction::copyin: return "copyin";
    case DataAction::copyout: return "copyout";
    case DataAction::create: return "create";
    case DataAction::present: return "present";
    case DataAction::no_create: return "no_create";
    case DataAction::deviceptr: return "deviceptr";
    default: break;
    }
    if (movement.declared().contains(&event.path.base())) return "declare";
    const SourceMark& entered = event.block.entered;
    if (event.block.present == Known::yes && entered.node) {
      std::string file =
          entered.tree == event.call->tree ? "" : fmt::format(" of {}", entered.tree->source().path());
      return fmt::format("on the device since line {}{}", line_at(*entered.tree, entered.node), file);
    }
    if (event.block.present == Known::yes) return "on the device";
    if (movement.default_data() == "present")
      return event.block.present == Known::no ? "has to be present, and is not" : "has to be present";
    return "copied to and from the device, where it is not there";
  }

  std::map<BlockKey, const DirectiveStmt*> writers_; // never iterated
};

} // namespace

std::vector<RegionMovement> region_movements(std::span<const Tree* const> asked,
                                             std::span<const Tree* const> all, const Semantics& semantics) {
  Recorder recorder;
  DataMovement movement(all, semantics, recorder);
  // Callers know more than the procedure alone: they go first.
  for (const Tree* tree : all) movement.file(*tree);
  std::vector<RegionMovement> result;
  for (const Tree* tree : asked)
    for_each<DirectiveStmt>(tree->root(), [&](DirectiveStmt* directive) {
      if (!is_compute(directive->directive) || directive->is_end || !in_view(directive)) return;
      const DirectiveRegion* region = movement.regions(*tree).of(directive);
      if (!region || !region->known() || !region->first) return;
      RegionMovement& found = recorder.regions[directive];
      found.file = tree->source().path();
      found.line = line_at(*tree, directive);
      found.end_line =
          line_at(*tree, region->end ? static_cast<const Node*>(region->end) : region->last, true);
      const Scope* scope = &semantics.program().table_of(*tree)->around(directive);
      while (scope->parent && scope->kind != ScopeKind::procedure && scope->kind != ScopeKind::program)
        scope = scope->parent;
      found.procedure = scope->name;
      if (scope->parent && scope->parent->kind == ScopeKind::module)
        found.procedure = fmt::format("{}::{}", scope->parent->name, scope->name);
      for (const NamedItem* word : directive->words)
        found.directive += (found.directive.empty() ? "" : " ") + std::string(tree->spelling(word->name));
      found.needs = device_closure(movement, *tree, *region);
      result.push_back(std::move(found));
    });
  return result;
}

} // namespace isotach
