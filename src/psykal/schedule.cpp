#include "psykal/schedule.h"

#include <algorithm>

namespace isotach::psykal {

void Schedule::link(Item* place, std::unique_ptr<Item> item) {
  item->next = place;
  item->previous = place ? place->previous : last_;
  (item->previous ? item->previous->next : first_) = item.get();
  (place ? place->previous : last_) = item.get();
  owned_.push_back(std::move(item));
}

void Schedule::detach(Item* item) {
  (item->previous ? item->previous->next : first_) = item->next;
  (item->next ? item->next->previous : last_) = item->previous;
  item->previous = item->next = nullptr;
}

bool DataAccess::overlaps(const Access& other) const {
  return argument_->variable == other.variable &&
         (argument_->component == 0 || other.component == 0 || argument_->component == other.component);
}

bool DataAccess::update_coverage(const Access& other) {
  if (!overlaps(other)) return true;
  if (other.component > 0) {
    if (argument_->component > 0) return false;
    if (std::find(components_.begin(), components_.end(), other.component) != components_.end()) return false;
    components_.push_back(other.component);
    if (static_cast<int>(components_.size()) < argument_->vector_size) return true;
  }
  covered_ = true;
  return true;
}

void DataAccess::reset_coverage() {
  covered_ = false;
  components_.clear();
}

namespace {

Item* later(Item* item) { return item->next; }
Item* earlier(Item* item) { return item->previous; }

// `first` stands before `second` in the schedule.
std::optional<DependenceKind> kind_between(const Access& first, const Access& second) {
  if (first.writes && second.reads) return DependenceKind::flow;
  if (first.reads && second.writes) return DependenceKind::anti;
  if (first.writes && second.writes) return DependenceKind::output;
  return std::nullopt;
}

std::vector<const Access*> write_dependencies(const Access& argument, Item* (*step)(Item*)) {
  std::vector<const Access*> found;
  if (!argument.reads) return found;
  DataAccess access(argument);
  for (Item* item = step(argument.item); item; item = step(item))
    for (const Access& other : item->arguments) {
      if (!other.writes || !access.overlaps(other)) continue;
      found.push_back(&other);
      if (!access.update_coverage(other) || access.covered()) return found;
    }
  return {};
}

} // namespace

std::optional<Dependence> forward_dependence(const Access& argument) {
  DataAccess access(argument);
  for (Item* item = argument.item->next; item; item = item->next)
    for (const Access& other : item->arguments)
      if (access.overlaps(other))
        if (auto kind = kind_between(argument, other)) return Dependence{&other, *kind};
  return std::nullopt;
}

std::optional<Dependence> backward_dependence(const Access& argument) {
  DataAccess access(argument);
  for (Item* item = argument.item->previous; item; item = item->previous)
    for (const Access& other : item->arguments)
      if (access.overlaps(other))
        if (auto kind = kind_between(other, argument)) return Dependence{&other, *kind};
  return std::nullopt;
}

std::vector<const Access*> forward_read_dependencies(const Access& argument) {
  std::vector<const Access*> found;
  if (!argument.writes) return found;
  DataAccess access(argument);
  for (Item* item = argument.item->next; item; item = item->next)
    for (const Access& other : item->arguments) {
      if (!access.overlaps(other)) continue;
      if (other.reads) found.push_back(&other);
      if (other.writes && (!access.update_coverage(other) || access.covered())) return found;
    }
  return found;
}

std::vector<const Access*> backward_write_dependencies(const Access& argument) {
  return write_dependencies(argument, earlier);
}

std::vector<const Access*> forward_write_dependencies(const Access& argument) {
  return write_dependencies(argument, later);
}

} // namespace isotach::psykal
