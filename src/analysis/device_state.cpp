#include "analysis/device_state.h"

namespace isotach {

namespace {

template <class T> T agreed(const T& a, const T& b, const T& else_) { return a == b ? a : else_; }

} // namespace

void BlockState::forget_target() {
  target = Target::unknown;
  points_to = {};
  target_section = new_bounds = nullptr;
  present = host_stale = device_stale = Known::unknown;
  count = -1;
  pending = lost = false;
}

BlockState join(const BlockState& a, const BlockState& b) {
  if (a == b) return a;
  BlockState joined;
  joined.present = agreed(a.present, b.present, Known::unknown);
  joined.count = agreed(a.count, b.count, -1);
  joined.entered = a.entered.node ? a.entered : b.entered;
  joined.section = agreed<const PartRef*>(a.section, b.section, nullptr);
  joined.host_stale = agreed(a.host_stale, b.host_stale, Known::unknown);
  joined.device_wrote = a.device_wrote.node ? a.device_wrote : b.device_wrote;
  joined.device_stale = agreed(a.device_stale, b.device_stale, Known::unknown);
  joined.host_wrote = a.host_wrote.node ? a.host_wrote : b.host_wrote;
  if (a.pending && b.pending && a.queue == b.queue) {
    joined.pending = true;
    joined.queue = a.queue;
    joined.queued = a.queued;
  }
  joined.lost = a.lost && b.lost;
  joined.lost_in = a.lost_in;
  joined.attach = agreed(a.attach, b.attach, BlockState::Attach::unknown);
  joined.attach_changed = a.attach_changed;
  if (a.target == b.target && a.points_to == b.points_to && a.target_section == b.target_section &&
      a.new_bounds == b.new_bounds) {
    joined.target = a.target;
    joined.points_to = a.points_to;
    joined.target_section = a.target_section;
    joined.new_bounds = a.new_bounds;
    joined.associated = a.associated;
  } else {
    joined.forget_target();
  }
  return joined;
}

BlockState DeviceState::beginning(const BlockKey& key) const {
  BlockState state;
  bool lasting = key.call == 0;
  if (all_forgotten_ || (lasting && lasting_forgotten_) || forgotten_.contains({key.base, key.call}))
    return state;
  if (key.call == no_call) return state;
  bool declared = beginning_.declared && beginning_.declared->contains(key.base);
  if (declared && key.path.empty()) {
    state.present = Known::yes;
    return state;
  }
  if (lasting ? !beginning_.program_start : key.base->argument >= 0 || key.base->is_result) return state;
  state.host_stale = state.device_stale = Known::no;
  if (key.path.empty()) { // what a component points to is not known before it is associated
    state.present = Known::no;
    state.count = 0;
  }
  state.attach = BlockState::Attach::host;
  if (key.path.empty() && holds_address(*key.base))
    state.target =
        key.base->init_kind != InitKind::none ? BlockState::Target::null : BlockState::Target::undefined;
  return state;
}

BlockState DeviceState::at(const BlockKey& key) const {
  auto found = blocks_.find(key);
  return found == blocks_.end() ? beginning(key) : found->second;
}

BlockState& DeviceState::change(const BlockKey& key) {
  auto found = blocks_.find(key);
  if (found == blocks_.end()) found = blocks_.emplace(key, beginning(key)).first;
  return found->second;
}

void DeviceState::join_with(const DeviceState& other) {
  std::map<BlockKey, BlockState> joined;
  for (const auto& [key, state] : blocks_) joined.emplace(key, join(state, other.at(key)));
  for (const auto& [key, state] : other.blocks_)
    if (!blocks_.contains(key)) joined.emplace(key, join(at(key), state));
  blocks_ = std::move(joined);
  forgotten_.insert(other.forgotten_.begin(), other.forgotten_.end());
  lasting_forgotten_ |= other.lasting_forgotten_;
  all_forgotten_ |= other.all_forgotten_;
}

void DeviceState::forget(const Symbol* base, std::uint32_t call) {
  forgotten_.insert({base, call});
  std::erase_if(blocks_,
                [&](const auto& block) { return block.first.base == base && block.first.call == call; });
}

void DeviceState::forget_lasting() {
  lasting_forgotten_ = true;
  std::erase_if(blocks_,
                [](const auto& block) { return block.first.call == 0 || block.first.base->argument >= 0; });
}

void DeviceState::forget_all() {
  all_forgotten_ = true;
  blocks_.clear();
}

void DeviceState::end_call(std::uint32_t call) {
  std::erase_if(blocks_, [&](const auto& block) { return block.first.call == call; });
  for (auto& [key, state] : blocks_)
    if (state.target == BlockState::Target::known && state.points_to.call == call)
      state.target = BlockState::Target::unknown;
}

} // namespace isotach
