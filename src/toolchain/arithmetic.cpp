#include "toolchain/arithmetic.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string_view>

#include <fmt/format.h>

namespace isotach {

namespace {

enum class Change { none, subnormals, precision };

struct Image {
  Elf* elf = nullptr;
  GElf_Ehdr header{};
  std::map<std::uint64_t, std::string> names; // of local and global functions, when it was not stripped
};

std::string_view bytes_at(const Image& image, std::uint64_t address, std::size_t most) {
  for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(image.elf, section));) {
    GElf_Shdr header;
    if (!::gelf_getshdr(section, &header) || header.sh_type != SHT_PROGBITS) continue;
    if (address < header.sh_addr || address - header.sh_addr >= header.sh_size) continue;
    Elf_Data* data = ::elf_rawdata(section, nullptr);
    std::uint64_t skipped = address - header.sh_addr;
    if (!data || !data->d_buf || skipped >= data->d_size) return {};
    return std::string_view(static_cast<const char*>(data->d_buf), data->d_size)
        .substr(static_cast<std::size_t>(skipped), most);
  }
  return {};
}

// An instruction `opcode /extension` on memory, somewhere before the function returns.
bool has_memory_instruction(std::string_view code, std::string_view opcode, unsigned extension) {
  for (std::size_t at = 0; (at = code.find(opcode, at)) != std::string_view::npos; ++at) {
    if (at + opcode.size() >= code.size()) return false;
    auto operand = static_cast<unsigned char>(code[at + opcode.size()]);
    if (operand >> 6 != 3 && (operand >> 3 & 7) == extension) return true;
  }
  return false;
}

// What a function does up to its first return. A register that is loaded without having been stored comes
// from somewhere else, so it is not one of these.
Change change_of(std::string_view code, unsigned machine) {
  if (machine == EM_AARCH64) {
    constexpr std::uint32_t ret = 0xd65f03c0, to_fpcr = 0xd51b4400;
    for (std::size_t at = 0; at + 4 <= code.size(); at += 4) {
      std::uint32_t word;
      std::memcpy(&word, code.data() + at, 4);
      if (word == ret) return Change::none;
      if ((word & ~31u) == to_fpcr) return Change::subnormals;
    }
    return Change::none;
  }
  constexpr std::string_view mxcsr("\x0f\xae", 2), vector_mxcsr("\xc5\xf8\xae", 3), control_word("\xd9", 1);
  code = code.substr(0, code.find('\xc3'));
  for (std::string_view opcode : {mxcsr, vector_mxcsr})
    if (has_memory_instruction(code, opcode, 3) && has_memory_instruction(code, opcode, 2))
      return Change::subnormals;
  if (has_memory_instruction(code, control_word, 7) && has_memory_instruction(code, control_word, 5))
    return Change::precision;
  return Change::none;
}

void read_names(Image& image) {
  for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(image.elf, section));) {
    GElf_Shdr header;
    if (!::gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB || header.sh_entsize == 0) continue;
    Elf_Data* data = ::elf_getdata(section, nullptr);
    for (std::size_t i = 1; data && i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Sym symbol;
      if (!::gelf_getsym(data, static_cast<int>(i), &symbol) || GELF_ST_TYPE(symbol.st_info) != STT_FUNC)
        continue;
      if (const char* name = ::elf_strptr(image.elf, header.sh_link, symbol.st_name))
        image.names.emplace(symbol.st_value, name);
    }
  }
}

// Addresses in .init_array and .ctors: relocations put them there, and some linkers write them as well.
std::set<std::uint64_t> constructors(const Image& image) {
  std::set<std::uint64_t> found;
  std::size_t names = 0;
  ::elf_getshdrstrndx(image.elf, &names);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> arrays;
  for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(image.elf, section));) {
    GElf_Shdr header;
    if (!::gelf_getshdr(section, &header)) continue;
    const char* name = ::elf_strptr(image.elf, names, header.sh_name);
    if (header.sh_type != SHT_INIT_ARRAY && std::string_view(name ? name : "") != ".ctors") continue;
    arrays.emplace_back(header.sh_addr, header.sh_addr + header.sh_size);
    Elf_Data* data = ::elf_rawdata(section, nullptr);
    for (std::size_t at = 0; data && data->d_buf && at + 8 <= data->d_size; at += 8) {
      std::uint64_t address;
      std::memcpy(&address, static_cast<const char*>(data->d_buf) + at, 8);
      if (address != 0) found.insert(address);
    }
  }
  for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(image.elf, section));) {
    GElf_Shdr header;
    if (!::gelf_getshdr(section, &header) || header.sh_type != SHT_RELA || header.sh_entsize == 0) continue;
    Elf_Data* data = ::elf_getdata(section, nullptr);
    for (std::size_t i = 0; data && i < header.sh_size / header.sh_entsize; ++i) {
      GElf_Rela entry;
      if (!::gelf_getrela(data, static_cast<int>(i), &entry)) break;
      for (const auto& [begin, end] : arrays)
        if (entry.r_offset >= begin && entry.r_offset < end)
          found.insert(static_cast<std::uint64_t>(entry.r_addend));
    }
  }
  return found;
}

bool is_program(Elf* elf, const GElf_Ehdr& header) {
  if (header.e_type != ET_DYN) return true;
  std::size_t count = 0;
  ::elf_getphdrnum(elf, &count);
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr segment;
    if (::gelf_getphdr(elf, static_cast<int>(i), &segment) && segment.p_type == PT_INTERP) return true;
  }
  return false;
}

std::vector<Finding> findings_of(Image& image) {
  std::vector<Finding> findings;
  bool known = image.header.e_machine == EM_X86_64 || image.header.e_machine == EM_AARCH64;
  if (!known || is_program(image.elf, image.header)) return findings;
  read_names(image);
  for (std::uint64_t address : constructors(image)) {
    auto name = image.names.find(address);
    std::string_view called = name == image.names.end() ? std::string_view() : name->second;
    Change change = called == "set_fast_math" ? Change::subnormals
                    : called == "set_precision"
                        ? Change::precision
                        : change_of(bytes_at(image, address, 96), image.header.e_machine);
    std::string which = called.empty() ? fmt::format("a constructor at {:#x}", address)
                                       : fmt::format("its constructor {}", called);
    if (change == Change::subnormals)
      findings.push_back({"it changes the arithmetic of every process that loads it: " + which +
                              " makes subnormal numbers zero, also in Python and NumPy",
                          "link without -Ofast, -ffast-math and -funsafe-math-optimizations (compiling with "
                          "them is the file's own "
                          "business), or with GCC 13 or later"});
    if (change == Change::precision)
      findings.push_back({"it changes the arithmetic of every process that loads it: " + which +
                              " sets how many bits the x87 unit rounds to, also for long doubles elsewhere",
                          "link without -mpc32, -mpc64 and -mpc80"});
  }
  return findings;
}

} // namespace

std::vector<Finding> arithmetic_findings(const std::string& path) {
  std::vector<Finding> findings;
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return findings;
  ::elf_version(EV_CURRENT);
  Image image;
  image.elf = ::elf_begin(fd, ELF_C_READ, nullptr);
  if (image.elf && ::elf_kind(image.elf) == ELF_K_ELF && ::gelf_getehdr(image.elf, &image.header))
    findings = findings_of(image);
  if (image.elf) ::elf_end(image.elf);
  ::close(fd);
  return findings;
}

} // namespace isotach
