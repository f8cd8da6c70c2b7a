// Source files: positions in every kind of text, reading what cannot be read, writing that cannot half
// happen.
#include "source/source.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

namespace isotach {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test, removed after it.
class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "isotach-source-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(folder_);
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string content(const std::string& name) const {
    std::ifstream stream(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

void expect_position(const SourceFile& file, std::uint32_t offset, std::uint32_t line, std::uint32_t column) {
  auto position = file.position(offset);
  EXPECT_EQ(position.line, line) << "offset " << offset;
  EXPECT_EQ(position.column, column) << "offset " << offset;
}

TEST(Source, positions_of_every_byte) {
  SourceFile file("a.f90", "ab\n\nc\n");
  expect_position(file, 0, 1, 1);
  expect_position(file, 1, 1, 2);
  expect_position(file, 2, 1, 3); // the line end belongs to its line
  expect_position(file, 3, 2, 1);
  expect_position(file, 4, 3, 1);
  expect_position(file, 5, 3, 2);
  EXPECT_EQ(file.line_count(), 3u);
}

TEST(Source, end_of_file_is_after_the_last_character) {
  SourceFile file("a.f90", "ab\nc");
  expect_position(file, 4, 2, 2);
  EXPECT_EQ(file.line_count(), 2u);
  EXPECT_EQ(file.line_text(2), "c");
}

TEST(Source, lines_that_end_in_crlf_lose_both) {
  SourceFile file("a.f90", "ab\r\ncd\r\n");
  EXPECT_EQ(file.line_text(1), "ab");
  EXPECT_EQ(file.line_text(2), "cd");
  expect_position(file, 4, 2, 1);
  EXPECT_EQ(file.line_begin(2), 4u);
}

TEST(Source, empty_file_has_one_empty_line) {
  SourceFile file("a.f90", "");
  EXPECT_EQ(file.line_count(), 1u);
  EXPECT_EQ(file.line_text(1), "");
  expect_position(file, 0, 1, 1);
}

TEST(Source, a_lone_line_end_is_one_line) {
  SourceFile file("a.f90", "\n");
  EXPECT_EQ(file.line_count(), 1u);
  EXPECT_EQ(file.line_text(1), "");
}

TEST(Source, lines_past_the_end_are_empty) {
  SourceFile file("a.f90", "ab\n");
  EXPECT_EQ(file.line_begin(2), 3u);
  EXPECT_EQ(file.line_begin(1000), 3u);
  EXPECT_EQ(file.line_text(7), "");
}

TEST(Source, columns_count_bytes) {
  SourceFile file("a.f90", "! \xc3\xa9t\xc3\xa9\nx");
  expect_position(file, 5, 1, 6);
  expect_position(file, 8, 2, 1);
}

TEST(Source, slices_by_offsets) {
  SourceFile file("a.f90", "call step()");
  EXPECT_EQ(file.slice(5, 9), "step");
  EXPECT_EQ(file.slice(3, 3), "");
}

TEST(Source, index_may_be_asked_for_by_many_threads) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "x\n";
  SourceFile file("a.f90", text);
  std::vector<std::thread> threads;
  std::vector<std::uint32_t> counts(8);
  for (std::size_t i = 0; i < counts.size(); ++i)
    threads.emplace_back([&, i] { counts[i] = file.line_count(); });
  for (auto& thread : threads) thread.join();
  for (auto count : counts) EXPECT_EQ(count, 10'000u);
}

TEST_F(Files, reads_bytes_as_they_are) {
  std::string bytes("a\r\n\0\xff\x80 no end", 13);
  ASSERT_FALSE(write_file(path("a"), bytes));
  ReadFailure failure;
  auto file = read_source(path("a"), failure);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->text(), bytes);
  EXPECT_EQ(file->path(), path("a"));
}

TEST_F(Files, reads_an_empty_file_and_one_larger_than_any_buffer) {
  std::string large(3'000'001, 'x');
  ASSERT_FALSE(write_file(path("empty"), ""));
  ASSERT_FALSE(write_file(path("large"), large));
  ReadFailure failure;
  EXPECT_EQ(read_source(path("empty"), failure)->text(), "");
  EXPECT_EQ(read_source(path("large"), failure)->text(), large);
}

TEST_F(Files, reads_from_a_pipe_to_its_end) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::string text(100'000, 'y');
  std::thread writer([&] {
    std::ofstream stream(path("pipe"), std::ios::binary);
    stream << text;
  });
  ReadFailure failure;
  auto file = read_source(path("pipe"), failure);
  writer.join();
  ASSERT_TRUE(file);
  EXPECT_EQ(file->text(), text);
}

TEST_F(Files, says_why_it_cannot_read) {
  ReadFailure failure;
  EXPECT_FALSE(read_source(path("absent"), failure));
  EXPECT_EQ(failure.reason, "No such file or directory");
  EXPECT_FALSE(read_source(folder_.string(), failure));
  EXPECT_EQ(failure.reason, "Is a directory");
  ASSERT_FALSE(write_file(path("plain"), "x"));
  EXPECT_FALSE(read_source(path("plain/below"), failure));
  EXPECT_EQ(failure.reason, "Not a directory");
  // Root may read anything; a link to itself nobody can.
  fs::create_symlink(path("loop"), path("loop"));
  EXPECT_FALSE(read_source(path("loop"), failure));
  EXPECT_EQ(failure.reason, "Too many levels of symbolic links");
}

TEST_F(Files, refuses_a_file_whose_offsets_need_more_than_32_bits) {
  { std::ofstream stream(path("huge")); }
  fs::resize_file(path("huge"), (std::uintmax_t{1} << 32) + 1); // sparse: takes no room
  ReadFailure failure;
  EXPECT_FALSE(read_source(path("huge"), failure));
  EXPECT_EQ(failure.reason, "File too large");
}

TEST_F(Files, writing_replaces_and_leaves_no_temporary) {
  ASSERT_FALSE(write_file(path("a"), "old"));
  ASSERT_FALSE(write_file(path("a"), "new and longer"));
  EXPECT_EQ(content("a"), "new and longer");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Files, writing_keeps_permissions) {
  ASSERT_FALSE(write_file(path("a"), "old"));
  fs::permissions(path("a"), fs::perms::owner_all | fs::perms::group_read);
  ASSERT_FALSE(write_file(path("a"), "new"));
  EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms::owner_all | fs::perms::group_read);
}

TEST_F(Files, writing_follows_a_symbolic_link) {
  ASSERT_FALSE(write_file(path("a"), "old"));
  fs::create_symlink("a", path("link"));
  ASSERT_FALSE(write_file(path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(content("a"), "new");
}

// As root, a rename would put a file in the place of /dev/null.
TEST_F(Files, writing_into_a_pipe_leaves_it_a_pipe) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::string read;
  std::thread reader([&] { read = content("pipe"); });
  EXPECT_FALSE(write_file(path("pipe"), "text"));
  reader.join();
  EXPECT_EQ(read, "text");
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
  EXPECT_EQ(entries(), 1u);
}

TEST_F(Files, writing_into_a_missing_folder_says_why) {
  auto reason = write_file(path("absent/a"), "x");
  ASSERT_TRUE(reason);
  EXPECT_EQ(*reason, "No such file or directory");
}

TEST_F(Files, failed_rename_keeps_the_old_and_removes_the_temporary) {
  fs::create_directory(path("a"));
  std::ofstream(path("a/inside")) << "x";
  EXPECT_TRUE(write_file(path("a"), "new"));
  EXPECT_EQ(content("a/inside"), "x");
  EXPECT_EQ(entries(), 1u);
}

// A limit on file size stands for a full disk: the write fails half way.
TEST_F(Files, failed_write_keeps_the_old_content) {
  ASSERT_FALSE(write_file(path("a"), "old"));
  auto previous_handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit previous{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &previous), 0);
  rlimit limit = previous;
  limit.rlim_cur = 10'000;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  auto reason = write_file(path("a"), std::string(100'000, 'z'));
  ::setrlimit(RLIMIT_FSIZE, &previous);
  std::signal(SIGXFSZ, previous_handler);
  EXPECT_TRUE(reason);
  EXPECT_EQ(content("a"), "old");
  EXPECT_EQ(entries(), 1u);
}

} // namespace
} // namespace isotach
