/* Tests the arithmetic of fetching: ranges, the haul, its map, units, and how many lines pay.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "support/mms-test-dir.h"
#include "support/mms-test-torrent.h"
#include "transfer/mms-crew-size.h"
#include "transfer/mms-haul-map.h"
#include "transfer/mms-unit-check.h"

#define KIB 1024
#define GIB (G_GINT64_CONSTANT (1024) * 1024 * 1024)
#define PIECE_BYTES (16 * KIB)
#define N_NUMBERS 3000
#define N_STEPS 10000

/* ---- ranges ---- */

static void
assert_same_as (MmsRanges *ranges, const guint8 *oracle)
{
  gint64 total = 0, last_end = -1;
  gint64 begin = g_test_rand_int_range (0, N_NUMBERS);
  gint64 end = g_test_rand_int_range ((gint32) begin, N_NUMBERS + 1);
  gint64 inside = 0;
  gint64 next = begin;
  MmsRange found;

  for (guint i = 0; i < mms_ranges_get_n (ranges); i++)
    {
      MmsRange range = mms_ranges_get (ranges, i);

      g_assert_cmpint (range.begin, <, range.end);
      g_assert_cmpint (range.begin, >, last_end); /* sorted, and not touching */
      for (gint64 at = range.begin; at < range.end; at++)
        g_assert_true (oracle[at]);
      total += range.end - range.begin;
      last_end = range.end;
    }
  g_assert_cmpint (mms_ranges_get_total (ranges), ==, total);
  for (gint64 at = 0; at < N_NUMBERS; at++)
    {
      total -= oracle[at];
      inside += at >= begin && at < end ? oracle[at] : 0;
    }
  g_assert_cmpint (total, ==, 0);
  g_assert_cmpint (mms_ranges_count (ranges, begin, end), ==, inside);
  while (next < N_NUMBERS && !oracle[next])
    next++;
  g_assert_cmpint (mms_ranges_find (ranges, begin, &found), ==, next < N_NUMBERS);
  if (next < N_NUMBERS)
    g_assert_true (MAX (found.begin, begin) == next && found.end > next);
}

static void
test_ranges (void)
{
  g_autoptr (MmsRanges) ranges = mms_ranges_new ();
  g_autofree guint8 *oracle = g_malloc0 (N_NUMBERS);

  for (guint step = 0; step < N_STEPS; step++)
    {
      gint64 begin = g_test_rand_int_range (0, N_NUMBERS);
      gint64 most = g_test_rand_int_range (1, step % 5 == 0 ? N_NUMBERS : 60);
      gint64 bytes = g_test_rand_int_range (0, (gint32) most);
      gint64 end = MIN (begin + bytes, N_NUMBERS);
      gboolean add = g_test_rand_bit ();

      if (add)
        mms_ranges_add (ranges, begin, end);
      else
        mms_ranges_remove (ranges, begin, end);
      memset (oracle + begin, add, (gsize) (end - begin));
      assert_same_as (ranges, oracle);
    }
}

/* ---- the haul ---- */

/* Files that share pieces, with padding within, and pieces that are padding only; in version 2 files
 * that share none. */
static MmsFetchPlan *
make_plan_of (MmsTestTorrentVersion version, GBytes *wanted)
{
  g_autoptr (MmsTestTorrent) torrent = mms_test_torrent_new ("Season");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GError) error = NULL;
  const gsize sizes[] = { 100 * KIB + 7, 3, 0, 5 * KIB, 700 * KIB, 16 * KIB, 1, 1, 900 * KIB + 1 };

  mms_test_torrent_set_version (torrent, version);
  mms_test_torrent_set_piece_bytes (torrent, PIECE_BYTES);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autoptr (GBytes) content = mms_test_make_content (i, sizes[i]);
      const void *data = g_bytes_get_data (content, NULL);

      mms_test_torrent_add_file (torrent, name, data != NULL ? data : "", (gssize) sizes[i]);
      if (version == MMS_TEST_TORRENT_V1 && (i == 1 || i == 4))
        mms_test_torrent_add_padding (torrent, i == 1 ? 100 : 50 * KIB);
    }
  bytes = mms_test_torrent_to_bytes (torrent);
  metainfo = mms_metainfo_new (bytes, &error);
  g_assert_no_error (error);
  return mms_fetch_plan_new (metainfo, wanted);
}

static MmsFetchPlan *
make_plan (void)
{
  return make_plan_of (MMS_TEST_TORRENT_V1, NULL);
}

#define N_LINES 5
#define MAX_ASKED 12

typedef struct
{
  MmsSegment segment;
  gboolean works;
  MmsGrant asked[MAX_ASKED];
  guint n_asked;
} Line;

/* A crew without a network. */
typedef struct
{
  MmsFetchPlan *plan;   /* (owned) */
  MmsHaul *haul;        /* (owned) */
  guint8 *asked;        /* (owned): of each byte, whether somebody has to bring it, or brought it */
  guint8 *wanted;       /* (owned): of each unit, whether it may be asked for */
  guint8 *needed;       /* (owned): of each byte, whether it is to be here in the end */
  gint64 bytes;         /* from the first to the last, gaps included */
  gint64 padding;       /* bytes that count as here */
  gint64 total;         /* bytes that will be here, padding included */
  Line lines[N_LINES];
  gint32 most_taken;    /* bytes that a line takes at a time */
  guint bad;            /* units that were not what the torrent says */
  double bad_chance;
} Crew;

/* Finds out byte by byte what is to be brought. */
static void
foresee (Crew *self)
{
  g_autofree guint8 *kinds = g_malloc0 ((gsize) self->bytes); /* 0 padding, 1 unwanted, 2 wanted */

  for (guint i = 0; i < self->plan->files->len; i++)
    {
      const MmsFetchFile *file = self->plan->files->pdata[i];

      memset (kinds + file->offset, file->padding ? 0 : file->unwanted ? 1 : 2,
              (gsize) file->bytes);
    }
  for (guint unit = 0; unit < mms_haul_get_n_units (self->haul); unit++)
    {
      MmsRange range = mms_haul_get_unit (self->haul, unit);
      gsize bytes = (gsize) (range.end - range.begin);
      gboolean wanted = memchr (kinds + range.begin, 2, bytes) != NULL;

      self->wanted[unit] = wanted;
      if (!wanted && memchr (kinds + range.begin, 1, bytes) != NULL)
        continue;
      self->total += range.end - range.begin;
      for (gint64 at = range.begin; at < range.end; at++)
        {
          self->needed[at] = kinds[at] != 0;
          self->padding += kinds[at] == 0;
        }
    }
}

static void
crew_init_with (Crew *self, MmsFetchPlan *plan)
{
  *self = (Crew) { .plan = plan, .most_taken = 300 * KIB };
  self->haul = mms_haul_new (self->plan);
  for (guint i = 0; i < plan->files->len; i++)
    {
      const MmsFetchFile *file = plan->files->pdata[i];

      self->bytes = MAX (self->bytes, file->offset + file->bytes);
    }
  self->asked = g_malloc0 ((gsize) self->bytes);
  self->needed = g_malloc0 ((gsize) self->bytes);
  self->wanted = g_malloc (mms_haul_get_n_units (self->haul));
  foresee (self);
  g_assert_cmpint (mms_haul_get_bytes_total (self->haul), ==, self->total);
}

static void
crew_init (Crew *self)
{
  crew_init_with (self, make_plan ());
  g_assert_cmpint (self->total, ==, self->plan->bytes_total);
}

static void
crew_clear (Crew *self)
{
  mms_haul_free (self->haul);
  mms_fetch_plan_free (self->plan);
  g_free (self->asked);
  g_free (self->wanted);
  g_free (self->needed);
}

static void
mark (Crew *self, gint64 begin, gint64 end, guint8 asked)
{
  for (gint64 at = begin; at < end; at++)
    {
      g_assert_cmpuint (self->asked[at], !=, asked);
      self->asked[at] = asked;
    }
}

static void
ask (Crew *self, Line *line)
{
  MmsGrant *grant = &line->asked[line->n_asked];
  const MmsFetchFile *file;

  if (!line->works)
    line->works = mms_haul_take (self->haul, g_test_rand_int_range (1, self->most_taken),
                                 &line->segment);
  if (!line->works || line->n_asked == MAX_ASKED)
    return;
  if (!mms_haul_grant (self->haul, &line->segment, g_test_rand_int_range (1, 40 * KIB), grant))
    {
      mms_haul_leave (self->haul, &line->segment);
      line->works = FALSE;
      return;
    }
  file = self->plan->files->pdata[grant->file];
  g_assert_false (file->padding);
  g_assert_cmpint (grant->bytes, >, 0);
  g_assert_cmpint (grant->begin, ==, file->offset + grant->offset);
  g_assert_cmpint (grant->offset + grant->bytes, <=, file->bytes);
  for (guint unit = mms_haul_find_unit (self->haul, grant->begin);
       unit <= mms_haul_find_unit (self->haul, grant->begin + grant->bytes - 1); unit++)
    g_assert_true (self->wanted[unit]);
  mark (self, grant->begin, grant->begin + grant->bytes, 1);
  line->n_asked++;
}

static void
settle (Crew *self, guint unit)
{
  gboolean good = g_test_rand_double () >= self->bad_chance;
  MmsRange range = mms_haul_get_unit (self->haul, unit);

  mms_haul_settle (self->haul, unit, good);
  g_assert_cmpint (mms_haul_get_proven (self->haul, unit), ==, good);
  if (good)
    return;
  self->bad++;
  memset (self->asked + range.begin, 0, (gsize) (range.end - range.begin));
}

/* The first of what was asked for comes, or a part of it. */
static void
arrive (Crew *self, Line *line)
{
  MmsGrant *grant = &line->asked[0];
  gint64 bytes, end;

  if (line->n_asked == 0)
    return;
  bytes = g_test_rand_bit () ? grant->bytes : g_test_rand_int_range (1, (gint32) grant->bytes + 1);
  for (end = grant->begin + bytes; grant->begin < end;)
    {
      guint unit = mms_haul_find_unit (self->haul, grant->begin);
      gint64 part = MIN (end, mms_haul_get_unit (self->haul, unit).end) - grant->begin;

      if (mms_haul_arrived (self->haul, grant->begin, part))
        settle (self, unit);
      grant->begin += part;
      grant->offset += part;
      grant->bytes -= part;
    }
  if (grant->bytes > 0)
    return;
  line->n_asked--;
  memmove (line->asked, line->asked + 1, line->n_asked * sizeof *line->asked);
}

static void
break_line (Crew *self, Line *line)
{
  for (guint i = 0; i < line->n_asked; i++)
    {
      const MmsGrant *grant = &line->asked[i];

      mms_haul_give_back (self->haul, grant->begin, grant->bytes);
      mark (self, grant->begin, grant->begin + grant->bytes, 0);
    }
  line->n_asked = 0;
  if (line->works)
    mms_haul_leave (self->haul, &line->segment);
  line->works = FALSE;
}

static void
assert_counts (Crew *self)
{
  gint64 done = 0;

  for (guint i = 0; i < self->plan->files->len; i++)
    {
      const MmsFetchFile *file = self->plan->files->pdata[i];

      g_assert_cmpint (mms_haul_get_file_done (self->haul, i), >=, 0);
      g_assert_cmpint (mms_haul_get_file_done (self->haul, i), <=, file->bytes);
      done += mms_haul_get_file_done (self->haul, i);
    }
  g_assert_cmpint (mms_haul_get_bytes_done (self->haul), ==, self->padding + done);
}

static void
work (Crew *self, guint steps)
{
  for (guint step = 0; step < steps && !mms_haul_get_whole (self->haul); step++)
    {
      Line *line = &self->lines[g_test_rand_int_range (0, N_LINES)];

      switch (g_test_rand_int_range (0, 40))
        {
        case 0:
          break_line (self, line);
          assert_counts (self);
          break;
        case 1 ... 20:
          ask (self, line);
          break;
        default:
          arrive (self, line);
        }
    }
}

static void
assert_whole (Crew *self)
{
  guint8 cells[64];
  MmsSegment segment;

  g_assert_true (mms_haul_get_whole (self->haul));
  assert_counts (self);
  g_assert_cmpint (mms_haul_get_bytes_done (self->haul), ==, self->total);
  for (guint i = 0; i < self->plan->files->len; i++)
    {
      const MmsFetchFile *file = self->plan->files->pdata[i];

      for (gint64 at = 0; at < file->bytes; at++)
        g_assert_cmpuint (self->asked[file->offset + at], ==, self->needed[file->offset + at]);
    }
  for (guint i = 0; i < mms_haul_get_n_units (self->haul); i++)
    g_assert_true (mms_haul_get_proven (self->haul, i));
  g_assert_cmpint (mms_ranges_get_total (mms_haul_get_here (self->haul)), ==, 0);
  mms_haul_draw (self->haul, cells, G_N_ELEMENTS (cells));
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    g_assert_cmpuint (cells[i], ==, 255);
  for (guint i = 0; i < N_LINES; i++)
    break_line (self, &self->lines[i]);
  while (mms_haul_take (self->haul, G_MAXINT64, &segment))
    {
      MmsGrant grant;

      g_assert_false (mms_haul_grant (self->haul, &segment, G_MAXINT64, &grant));
      mms_haul_leave (self->haul, &segment);
    }
}

/* Every byte is asked for once, unless a line broke or its piece was bad. */
static void
test_haul (void)
{
  guint bad = 0;

  for (guint round = 0; round < 20; round++)
    {
      Crew crew;

      crew_init (&crew);
      crew.bad_chance = round % 2 == 0 ? 0 : 0.1;
      /* What one took whole, others take a half of. */
      crew.most_taken = round % 3 == 0 ? G_MAXINT32 : 300 * KIB;
      work (&crew, G_MAXUINT);
      bad += crew.bad;
      assert_whole (&crew);
      crew_clear (&crew);
    }
  g_assert_cmpuint (bad, >, 20);
}

/* Of files that nobody wants just those bytes are asked for that lie in pieces with bytes that
 * somebody does. */
static void
test_haul_wanted (void)
{
  gint64 left = 0, shared = 0;

  for (guint round = 0; round < 40; round++)
    {
      MmsTestTorrentVersion version = round % 2 == 0 ? MMS_TEST_TORRENT_V1 : MMS_TEST_TORRENT_V2;
      guint8 flags[11];
      guint n = version == MMS_TEST_TORRENT_V1 ? 11 : 9;
      g_autoptr (GBytes) wanted = NULL;
      Crew crew;

      for (guint i = 0; i < n; i++)
        flags[i] = round > 1 && g_test_rand_bit ();
      wanted = g_bytes_new (flags, n);
      crew_init_with (&crew, make_plan_of (version, wanted));
      g_assert_cmpuint (crew.plan->files->len, ==, n);
      crew.bad_chance = round % 3 == 0 ? 0.1 : 0;
      work (&crew, G_MAXUINT);
      assert_whole (&crew);
      for (guint i = 0; i < n; i++)
        {
          const MmsFetchFile *file = crew.plan->files->pdata[i];

          g_assert_cmpint (file->unwanted, ==, !flags[i] && !file->padding);
          if (file->unwanted)
            shared += mms_haul_get_file_done (crew.haul, i);
          left += file->bytes - mms_haul_get_file_done (crew.haul, i);
        }
      crew_clear (&crew);
    }
  g_assert_cmpint (left, >, 0);
  g_assert_cmpint (shared, >, 0);
}

/* What names other files than the torrent's is not about this torrent. */
static void
test_haul_wanted_of_another (void)
{
  g_autoptr (GBytes) wanted = g_bytes_new_static ("\0\0\0", 3);
  g_autoptr (MmsFetchPlan) plan = make_plan_of (MMS_TEST_TORRENT_V1, wanted);
  g_autoptr (MmsHaul) haul = mms_haul_new (plan);

  g_assert_cmpint (mms_haul_get_bytes_total (haul), ==, plan->bytes_total);
  g_assert_false (mms_haul_get_whole (haul));
}

/* The seedbox has more and more of it. */
static void
test_haul_ahead (void)
{
  for (guint round = 0; round < 10; round++)
    {
      Crew crew;
      guint n;
      g_autofree guint8 *bits = NULL;

      crew_init (&crew);
      n = mms_haul_get_n_units (crew.haul);
      bits = g_malloc0 ((n + 7) / 8);
      memset (crew.wanted, 0, n);
      for (guint have = 0; have < 6; have++)
        {
          for (guint i = 0; i < n; i++)
            if (have == 5 || g_test_rand_int_range (0, 6) == 0)
              {
                crew.wanted[i] = 1;
                bits[i / 8] |= (guint8) (0x80 >> (i % 8));
              }
          mms_haul_limit_to (crew.haul, bits, (n + 7) / 8);
          work (&crew, G_MAXUINT);
          g_assert_true (mms_haul_get_whole (crew.haul));
          for (guint i = 0; i < n; i++)
            g_assert_true (mms_haul_get_proven (crew.haul, i) || !crew.wanted[i]);
        }
      assert_whole (&crew);
      crew_clear (&crew);
    }
}

static void
test_given_up (void)
{
  g_autoptr (MmsFetchPlan) plan = make_plan ();
  g_autoptr (MmsHaul) haul = mms_haul_new (plan);

  for (guint i = 0; i <= MMS_HAUL_REPAIRS; i++)
    {
      g_assert_true (mms_haul_arrived (haul, 0, PIECE_BYTES));
      g_assert_cmpint (mms_haul_settle (haul, 0, FALSE), ==, i < MMS_HAUL_REPAIRS);
      g_assert_cmpint (mms_haul_get_file_done (haul, 0), ==, 0);
    }
}

/* What an earlier attempt left is not asked for again. */
static void
test_believed (void)
{
  Crew crew;
  gint64 to_ask;

  crew_init (&crew);
  to_ask = mms_haul_get_bytes_to_ask (crew.haul);
  g_assert_false (mms_haul_arrived (crew.haul, 20 * KIB, 5 * KIB));
  mark (&crew, 20 * KIB, 25 * KIB, 1);
  g_assert_cmpint (mms_haul_get_bytes_to_ask (crew.haul), ==, to_ask - 5 * KIB);
  mms_haul_set_proven (crew.haul, 3);
  mark (&crew, 3 * PIECE_BYTES, 4 * PIECE_BYTES, 1);
  g_assert_cmpint (mms_haul_get_bytes_to_ask (crew.haul), ==, to_ask - 5 * KIB - PIECE_BYTES);
  g_assert_cmpint (mms_haul_get_bytes_done (crew.haul), >=, 5 * KIB + PIECE_BYTES);
  work (&crew, G_MAXUINT);
  assert_whole (&crew);
  crew_clear (&crew);
}

/* ---- the map ---- */

static GBytes *
flip (GBytes *bytes, gsize at)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 *copy = g_memdup2 (data, size);

  copy[at] ^= (guint8) (1 << g_test_rand_int_range (0, 8));
  return g_bytes_new_take (copy, size);
}

static void
assert_refused (GBytes *bytes, const char *print, guint n_units)
{
  g_autoptr (MmsHaulMap) map = mms_haul_map_read (bytes, print, n_units);

  g_assert_null (map);
}

static void
test_map (void)
{
  Crew crew;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsHaulMap) map = NULL;
  guint n;

  crew_init (&crew);
  work (&crew, 300);
  n = mms_haul_get_n_units (crew.haul);
  bytes = mms_haul_map_write (crew.haul, "print");
  map = mms_haul_map_read (bytes, "print", n);
  g_assert_nonnull (map);
  g_assert_cmpuint (mms_ranges_get_n (map->here), >, 0);
  for (guint i = 0; i < n + 9; i++)
    g_assert_cmpint (mms_haul_map_get_proven (map, i), ==,
                     i < n && mms_haul_get_proven (crew.haul, i));
  g_assert_cmpuint (mms_ranges_get_n (map->here), ==,
                    mms_ranges_get_n (mms_haul_get_here (crew.haul)));
  for (guint i = 0; i < mms_ranges_get_n (map->here); i++)
    {
      MmsRange written = mms_ranges_get (mms_haul_get_here (crew.haul), i);
      MmsRange read = mms_ranges_get (map->here, i);

      g_assert_true (written.begin == read.begin && written.end == read.end);
    }
  assert_refused (bytes, "another", n);
  assert_refused (bytes, "print", n + 1);
  assert_refused (bytes, "print", n + 8);
  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (bytes, 0, i);
      g_autoptr (GBytes) flipped = flip (bytes, i);

      assert_refused (cut, "print", n);
      assert_refused (flipped, "print", n);
    }
  crew_clear (&crew);
}

/* ---- large ---- */

static MmsFetchPlan *
make_large_plan (gint64 bytes, gint64 piece_bytes)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GBytes) file = NULL;
  g_autoptr (MmsMetainfo) metainfo = NULL;
  g_autoptr (GError) error = NULL;
  guint n = (guint) ((bytes + piece_bytes - 1) / piece_bytes);
  g_autofree char *head = g_strdup_printf (
    "d4:infod6:lengthi%" G_GINT64_FORMAT "e4:name8:Film.mkv12:piece lengthi%" G_GINT64_FORMAT
    "e6:pieces%u:", bytes, piece_bytes, n * 20);
  gsize head_bytes = strlen (head);

  g_byte_array_append (out, (const guint8 *) head, (guint) head_bytes);
  g_byte_array_set_size (out, (guint) head_bytes + n * 20);
  memset (out->data + head_bytes, 'h', n * 20);
  g_byte_array_append (out, (const guint8 *) "ee", 2);
  file = g_byte_array_free_to_bytes (g_steal_pointer (&out));
  metainfo = mms_metainfo_new (file, &error);
  g_assert_no_error (error);
  return mms_fetch_plan_new (metainfo, NULL);
}

/* Goes on with a release of which all is here but for every thousandth piece and the last. */
static void
bring_the_rest (MmsHaul *haul, gint64 bytes)
{
  MmsSegment segment;
  gint64 brought = 0;
  guint last = 0;

  while (mms_haul_take (haul, 64 * 1024 * KIB, &segment))
    {
      MmsGrant grant;

      while (mms_haul_grant (haul, &segment, 255 * KIB, &grant))
        {
          g_assert_cmpint (grant.begin, ==, grant.offset);
          for (gint64 at = grant.begin; at < grant.begin + grant.bytes;)
            {
              guint unit = mms_haul_find_unit (haul, at);
              gint64 part =
                MIN (grant.begin + grant.bytes, mms_haul_get_unit (haul, unit).end) - at;

              if (mms_haul_arrived (haul, at, part))
                g_assert_true (mms_haul_settle (haul, unit, TRUE));
              brought += part;
              at += part;
              last = unit;
            }
        }
      mms_haul_leave (haul, &segment);
    }
  g_assert_cmpint (brought, ==, bytes);
  g_assert_cmpuint (last, ==, mms_haul_get_n_units (haul) - 1);
}

static void
test_large (void)
{
  const gint64 total = 200 * GIB + 12345;
  g_autoptr (MmsFetchPlan) plan = make_large_plan (total, 4 * 1024 * KIB);
  g_autoptr (MmsHaul) haul = mms_haul_new (plan);
  g_autoptr (MmsHaul) again = mms_haul_new (plan);
  guint n = mms_haul_get_n_units (haul);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MmsHaulMap) map = NULL;
  gint64 missing = 0;

  g_assert_cmpuint (n, ==, 51201);
  g_assert_cmpint (mms_haul_get_unit (haul, n - 1).end, ==, total);
  g_assert_cmpint (mms_haul_get_unit (haul, n - 1).begin, ==, 200 * GIB);
  for (guint i = 0; i < n; i++)
    if (i % 1000 == 999 || i == n - 1)
      missing += mms_haul_get_unit (haul, i).end - mms_haul_get_unit (haul, i).begin;
    else
      mms_haul_set_proven (haul, i);
  g_assert_cmpint (mms_haul_get_bytes_done (haul), ==, total - missing);
  /* The next run of the program reads that. */
  bytes = mms_haul_map_write (haul, "print");
  g_assert_cmpuint (g_bytes_get_size (bytes), <, 10 * KIB);
  map = mms_haul_map_read (bytes, "print", n);
  g_assert_nonnull (map);
  for (guint i = 0; i < n; i++)
    if (mms_haul_map_get_proven (map, i))
      mms_haul_set_proven (again, i);
  g_assert_cmpint (mms_haul_get_bytes_to_ask (again), ==, missing);
  bring_the_rest (again, missing);
  g_assert_true (mms_haul_get_whole (again));
  g_assert_cmpint (mms_haul_get_file_done (again, 0), ==, total);
}

/* ---- units ---- */

typedef struct
{
  MmsTestDir *dir;
  MmsFetchPlan *plan;
  MmsHaul *haul;
  MmsStaging *staging;
  MmsUnitCheck *check;
} Checked;

static void
checked_init (Checked *self)
{
  g_autoptr (GError) error = NULL;

  self->dir = mms_test_dir_new ();
  self->plan = make_plan ();
  self->haul = mms_haul_new (self->plan);
  self->staging = mms_staging_open (self->dir->path,
                                    "0123456789ABCDEF0123456789ABCDEF01234567", &error);
  g_assert_no_error (error);
  self->check = mms_unit_check_new (self->haul, self->plan, self->staging);
}

static void
checked_clear (Checked *self)
{
  mms_unit_check_free (self->check);
  mms_staging_free (self->staging);
  mms_haul_free (self->haul);
  mms_fetch_plan_free (self->plan);
  mms_test_dir_free (self->dir);
}

/* Returns: (transfer full): what a file of the plan holds; the seed is its name */
static GBytes *
make_content (const MmsFetchFile *file)
{
  return mms_test_make_content ((guint32) g_ascii_strtoull (file->path, NULL, 10),
                                (gsize) file->bytes);
}

/* Feeds all of a release, in requests of a size that fits nothing, and judges what is whole. */
static void
test_units_go_by (void)
{
  Checked self;
  guint judged = 0;

  checked_init (&self);
  for (guint i = 0; i < self.plan->files->len; i++)
    {
      const MmsFetchFile *file = self.plan->files->pdata[i];
      g_autoptr (GBytes) content = file->padding ? NULL : make_content (file);
      const guint8 *data = content != NULL ? g_bytes_get_data (content, NULL) : NULL;

      for (gint64 at = 0; at < file->bytes && !file->padding;)
        {
          gint64 begin = file->offset + at;
          guint unit = mms_haul_find_unit (self.haul, begin);
          gint64 part = MIN (MIN (7001, file->bytes - at),
                             mms_haul_get_unit (self.haul, unit).end - begin);
          gboolean good = FALSE;

          mms_unit_check_feed (self.check, begin, data + at, (gsize) part);
          if (mms_haul_arrived (self.haul, begin, part))
            {
              /* Nothing lies on the disk: it was hashed on its way. */
              g_assert_true (mms_unit_check_judge (self.check, unit, &good, NULL));
              g_assert_true (good);
              mms_haul_settle (self.haul, unit, good);
              judged++;
            }
          at += part;
        }
    }
  g_assert_true (mms_haul_get_whole (self.haul));
  g_assert_cmpuint (judged, >, 90);
  checked_clear (&self);
}

static void
write_part (Checked *self, guint i, gint64 wrong_at)
{
  const MmsFetchFile *file = self->plan->files->pdata[i];
  g_autoptr (GBytes) content = make_content (file);
  gsize size;
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (content, &size), (gsize) file->bytes);
  g_autofree char *name = g_strdup_printf ("0123456789ABCDEF0123456789ABCDEF01234567/parts/%s.part",
                                           file->path);

  if (wrong_at >= 0)
    copy[wrong_at] ^= 1;
  g_free (mms_test_dir_write (self->dir, name, copy, (gssize) size));
}

/* What came in pieces is read back from the disk. */
static void
test_units_from_the_disk (void)
{
  Checked self;
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;

  checked_init (&self);
  g_assert_false (mms_unit_check_may_be_here (self.check, 0));
  g_assert_false (mms_unit_check_judge (self.check, 0, &good, &error));
  g_assert_error (error, MMS_ERROR, MMS_ERROR_MISSING);
  write_part (&self, 0, 2 * PIECE_BYTES + 5);
  g_assert_true (mms_unit_check_may_be_here (self.check, 0));
  g_assert_true (mms_unit_check_judge (self.check, 0, &good, NULL) && good);
  g_assert_true (mms_unit_check_judge (self.check, 2, &good, NULL) && !good);
  g_assert_true (mms_unit_check_judge (self.check, 3, &good, NULL) && good);
  /* Piece 6 reaches over three files and padding. */
  g_assert_false (mms_unit_check_may_be_here (self.check, 6));
  for (guint i = 1; i < self.plan->files->len; i++)
    if (!((MmsFetchFile *) self.plan->files->pdata[i])->padding)
      write_part (&self, i, -1);
  g_assert_true (mms_unit_check_may_be_here (self.check, 6));
  for (guint unit = 3; unit < mms_haul_get_n_units (self.haul); unit++)
    g_assert_true (mms_unit_check_judge (self.check, unit, &good, NULL) && good);
  /* A piece of which only the end went by is no piece that went by. */
  mms_unit_check_feed (self.check, 2 * PIECE_BYTES + 100, (const guint8 *) "x", 1);
  g_assert_true (mms_unit_check_judge (self.check, 2, &good, NULL) && !good);
  checked_clear (&self);
}

/* ---- how many lines ---- */

/* A seedbox that so many lines fill, and a clock. */
typedef struct
{
  MmsCrewSize size;
  gint64 now_us;
  double bytes;
  double rate; /* of each line, in bytes a second */
  guint enough;
} Far;

static void
let_pass (Far *self, guint seconds)
{
  for (guint i = 0; i < seconds * 4; i++)
    {
      double noise = 0.99 + 0.02 * g_test_rand_double ();

      self->now_us += G_USEC_PER_SEC / 4;
      self->bytes += noise * self->rate / 4 * MIN (self->size.wanted, self->enough);
      mms_crew_size_judge (&self->size, self->now_us, (gint64) self->bytes, self->size.wanted,
                           TRUE);
    }
}

static void
far_init (Far *self, guint enough, gint64 round_trip_us, guint remembered)
{
  *self = (Far) { .now_us = G_USEC_PER_SEC, .rate = 10e6, .enough = enough };
  mms_crew_size_init (&self->size, remembered);
  mms_crew_size_greet (&self->size, round_trip_us);
}

static void
test_lines_that_pay (void)
{
  const gint64 round_trips_us[] = { 100, 40000, 100000 };

  for (guint enough = 1; enough <= MMS_CREW_MOST_LINES; enough++)
    for (guint i = 0; i < G_N_ELEMENTS (round_trips_us); i++)
      for (guint remembered = 0; remembered <= MMS_CREW_MOST_LINES; remembered += 6)
        {
          Far seedbox;
          guint wanted;

          far_init (&seedbox, enough, round_trips_us[i], remembered);
          /* Trials are pauses apart that grow to five minutes. */
          let_pass (&seedbox, 6000);
          while (seedbox.size.phase != MMS_CREW_PHASE_HOLD)
            let_pass (&seedbox, 1);
          wanted = seedbox.size.wanted;
          g_assert_cmpuint (wanted + 1, >=, enough);
          g_assert_cmpuint (wanted, <=, enough + 1);
          g_assert_cmpint (mms_crew_size_get_reason (&seedbox.size), ==,
                           wanted == MMS_CREW_MOST_LINES ? MMS_LINES_MOST : MMS_LINES_ENOUGH);
        }
}

/* It is near what pays soon: most downloads do not last an hour. */
static void
test_lines_soon (void)
{
  for (guint enough = 3; enough <= MMS_CREW_MOST_LINES; enough++)
    {
      Far seedbox;

      far_init (&seedbox, enough, 40000, 0);
      let_pass (&seedbox, 20);
      g_assert_cmpuint (seedbox.size.wanted + 1, >=, enough);
    }
}

/* Many that fill no more than a few would are a burden to the seedbox: half of them go at a time. */
static void
test_lines_back_soon (void)
{
  for (guint enough = 1; enough <= 5; enough++)
    {
      Far seedbox;

      far_init (&seedbox, enough, 100000, 0);
      g_assert_cmpuint (seedbox.size.wanted, >=, 8);
      let_pass (&seedbox, 60);
      g_assert_cmpuint (seedbox.size.wanted, <=, enough + 1);
    }
}

/* Lines that fill processors are not added to at once, but in a large download all the same. */
static void
test_fast_lines (void)
{
  Far seedbox;
  guint first;

  far_init (&seedbox, MMS_CREW_MOST_LINES, 100, 0);
  first = seedbox.size.wanted;
  seedbox.rate = 200e6;
  let_pass (&seedbox, 4);
  g_assert_cmpuint (seedbox.size.wanted, ==, first);
  let_pass (&seedbox, 8);
  g_assert_cmpuint (seedbox.size.wanted, >, first);
}

/* What a server needs to start is no distance. */
static void
test_first_lines (void)
{
  guint before = 0;

  for (gint64 round_trip_us = 0; round_trip_us <= 200000; round_trip_us += 5000)
    {
      Far seedbox;
      guint guess = mms_crew_size_guess (20000 + round_trip_us);

      far_init (&seedbox, 1, round_trip_us, 0);
      g_assert_cmpuint (guess, <=, seedbox.size.wanted);
      g_assert_cmpuint (seedbox.size.wanted, >=, before);
      before = seedbox.size.wanted;
    }
  g_assert_cmpuint (mms_crew_size_guess (0), ==, mms_crew_size_guess (25000));
  /* sshd turns some away where more than ten greet at a time (MaxStartups 10:30:100) */
  g_assert_cmpuint (mms_crew_size_guess (G_USEC_PER_SEC), <=, 10);
}

static void
test_refusals (void)
{
  Far seedbox;

  far_init (&seedbox, 10, 40000, 0);
  g_assert_cmpuint (seedbox.size.wanted, >, 3);
  mms_crew_size_refuse (&seedbox.size, seedbox.now_us, 3);
  g_assert_cmpuint (seedbox.size.wanted, ==, 3);
  for (guint i = 0; i < 590; i++)
    {
      let_pass (&seedbox, 1);
      g_assert_cmpuint (seedbox.size.wanted, <=, 3);
    }
  g_assert_cmpint (mms_crew_size_get_reason (&seedbox.size), ==, MMS_LINES_SERVER);
  /* A provider may have changed its mind. */
  let_pass (&seedbox, 600);
  g_assert_cmpuint (seedbox.size.wanted, >, 3);
  /* Not even one: one is wanted all the same. */
  mms_crew_size_refuse (&seedbox.size, seedbox.now_us, 0);
  g_assert_cmpuint (seedbox.size.wanted, ==, 1);
}

/* A rate that something else holds down tells nothing. */
static void
test_not_busy (void)
{
  Far seedbox;

  far_init (&seedbox, 10, 40000, 0);
  for (guint i = 0; i < 4000; i++)
    g_assert_false (mms_crew_size_judge (&seedbox.size, i * G_USEC_PER_SEC, i * 1000,
                                         seedbox.size.wanted, FALSE));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ranges/are-those-of-a-bitmap", test_ranges);
  g_test_add_func ("/haul/asks-for-every-byte-once", test_haul);
  g_test_add_func ("/haul/asks-only-for-what-is-there", test_haul_ahead);
  g_test_add_func ("/haul/asks-only-for-pieces-that-somebody-wants", test_haul_wanted);
  g_test_add_func ("/haul/wants-all-where-it-is-told-of-another", test_haul_wanted_of_another);
  g_test_add_func ("/haul/gives-up-what-stays-bad", test_given_up);
  g_test_add_func ("/haul/asks-not-for-what-is-here", test_believed);
  g_test_add_func ("/haul/counts-to-200-gigabytes", test_large);
  g_test_add_func ("/haul-map/is-read-as-it-was-written-or-not-at-all", test_map);
  g_test_add_func ("/unit-check/hashes-what-goes-by", test_units_go_by);
  g_test_add_func ("/unit-check/reads-back-what-came-in-pieces", test_units_from_the_disk);
  g_test_add_func ("/crew-size/finds-how-many-pay", test_lines_that_pay);
  g_test_add_func ("/crew-size/finds-it-soon", test_lines_soon);
  g_test_add_func ("/crew-size/takes-too-many-back-soon", test_lines_back_soon);
  g_test_add_func ("/crew-size/does-not-hurry-where-lines-are-fast", test_fast_lines);
  g_test_add_func ("/crew-size/begins-with-more-the-farther-it-is", test_first_lines);
  g_test_add_func ("/crew-size/remembers-a-refusal-for-a-while", test_refusals);
  g_test_add_func ("/crew-size/learns-nothing-while-held-back", test_not_busy);
  return g_test_run ();
}
