/* Tests what is understood of the names of releases.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "core/mms-release-name.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *meaning; /* as describe() puts it */
} Case;

static const Case cases[] = {
  { "The.Matrix.1999.1080p.BluRay.x264-GROUP", "The Matrix (1999), BluRay, 1080p, x264 -GROUP" },
  { "Blade.Runner.2049.2017.2160p.UHD.BluRay.REMUX.HDR.HEVC.Atmos-EPSiLON",
    "Blade Runner 2049 (2017), BluRay remux, 2160p, H.265, HDR10, Atmos -EPSiLON" },
  { "1917.2019.MULTi.VFF.1080p.BluRay.DTS-HD.MA.5.1.x265-FHD",
    "1917 (2019), BluRay, 1080p, x265, DTS-HD MA 5.1, French +MULTi +VFF -FHD" },
  { "2012.2009.1080p.BluRay", "2012 (2009), BluRay, 1080p" },
  { "2001.A.Space.Odyssey.1968.1080p.BluRay.x264-HD",
    "2001 A Space Odyssey (1968), BluRay, 1080p, x264 -HD" },
  { "Wonder.Woman.1984.2020.IMAX.2160p.WEB-DL.DDP5.1.Atmos.DV.HDR10+.H.265-FLUX",
    "Wonder Woman 1984 (2020), WEB-DL, 2160p, H.265, HDR10+, Dolby Vision, EAC3 5.1 Atmos, {IMAX} -FLUX" },
  { "The.French.Dispatch.2021.FRENCH.720p.WEB.H264-EXTREME",
    "The French Dispatch (2021), WEB-DL, 720p, H.264, French -EXTREME" },
  { "Le.Fabuleux.Destin.dAmelie.Poulain.2001.FRENCH.DVDRip.XviD-NoTag",
    "Le Fabuleux Destin dAmelie Poulain (2001), DVD, XviD, French -NoTag" },
  { "Intouchables (2011) TRUEFRENCH BDRip XviD AC3-FUNKKY",
    "Intouchables (2011), BluRay, XviD, AC3, French +TRUEFRENCH -FUNKKY" },
  { "Mission.Impossible.3.Special.Edition.2011", "Mission Impossible 3 (2011), {Special Edition}" },
  { "Movie Title Extended Directors Cut 2008 1080p",
    "Movie Title (2008), 1080p, {Extended Director's Cut}" },
  { "Breaking.Bad.S01E01.1080p.BluRay.x264-ROVERS",
    "Breaking Bad S1 E1, BluRay, 1080p, x264 -ROVERS" },
  { "Breaking.Bad.S05.COMPLETE.720p.BluRay.x264-GRP",
    "Breaking Bad S5 pack, BluRay, 720p, x264 -GRP" },
  { "Breaking Bad Season 1-5 Complete 1080p BluRay x265",
    "Breaking Bad S1-S5 pack complete, BluRay, 1080p, x265" },
  { "Breaking.Bad.S01-S05.MULTi.1080p.BluRay.x264",
    "Breaking Bad S1-S5 pack, BluRay, 1080p, x264 +MULTi" },
  { "Game.of.Thrones.INTEGRALE.FRENCH.720p.BluRay.x264-GRP",
    "Game of Thrones complete, BluRay, 720p, x264, French -GRP" },
  { "Friends - The Complete Series (1994-2004) 1080p", "Friends (1994) complete, 1080p" },
  { "The.Daily.Show.2023.08.14.Guest.Name.1080p.WEB.h264-EDITH",
    "The Daily Show 2023-08-14, WEB-DL, 1080p, H.264 -EDITH" },
  { "Jimmy.Fallon.2014.09.12.Person.720p.HDTV.x264-CROOKS",
    "Jimmy Fallon 2014-09-12, HDTV, 720p, x264 -CROOKS" },
  { "[SubsPlease] Jujutsu Kaisen - 24 (1080p) [A1B2C3D4].mkv",
    "Jujutsu Kaisen #24, 1080p -SubsPlease" },
  { "[HorribleSubs] One Piece - 001-012 [720p]", "One Piece #1 … #12, 720p -HorribleSubs" },
  { "[Erai-raws] Shingeki no Kyojin - The Final Season - 05v2 [1080p][Multiple Subtitle][ABCDEF12].mkv",
    "Shingeki no Kyojin - The Final Season #5, 1080p +SUBBED -Erai-raws" },
  { "[Group] Title S2 - 05 [1080p]", "Title S2 E5, 1080p -Group" },
  { "One.Piece.E1071.1080p.WEB.H264", "One Piece #1071, WEB-DL, 1080p, H.264" },
  { "Show.S01E01E02E03.720p.HDTV.x264-LOL", "Show S1 E1 … E3, HDTV, 720p, x264 -LOL" },
  { "Show.S01E01-E03.720p", "Show S1 E1 … E3, 720p" },
  { "Show.S01E01-03.720p", "Show S1 E1 … E3, 720p" },
  { "Series.Title.S03E01-06.DUAL.Bluray.AC3.-HELLYWOOD",
    "Series Title S3 E1 … E6, BluRay, AC3 +DUAL -HELLYWOOD" },
  { "Show.1x05.HDTV.XviD", "Show S1 E5, HDTV, XviD" },
  { "Series.Title.103.HDTV.XviD-LOL", "Series Title S1 E3, HDTV, XviD -LOL" },
  { "Marvels.Agents.of.S.H.I.E.L.D.S01E01.720p.HDTV.X264-DIMENSION",
    "Marvels Agents of S.H.I.E.L.D. S1 E1, HDTV, 720p, x264 -DIMENSION" },
  { "S.W.A.T.2017.S01E05.1080p.WEB", "S.W.A.T. (2017) S1 E5, WEB-DL, 1080p" },
  { "Mr. Robot S02E03 720p HDTV", "Mr. Robot S2 E3, HDTV, 720p" },
  { "The.100.S03E04.HDTV", "The 100 S3 E4, HDTV" },
  { "24.S02E01.DVDRip", "24 S2 E1, DVD" },
  { "The Office (US) S03E04 1080p", "The Office (US) S3 E4, 1080p" },
  { "Doctor.Who.2005.S12E01.PROPER.720p.HDTV.x264-FoV",
    "Doctor Who (2005) S12 E1, HDTV, 720p, x264, proper -FoV" },
  { "Show.S01E05.The.Real.Deal.720p.WEB-DL.DD5.1.H.264-NTb",
    "Show S1 E5, WEB-DL, 720p, H.264, AC3 5.1 -NTb" },
  { "Show.S01E05.REPACK.1080p.AMZN.WEB-DL.DDP5.1.H.264-NTb-postbot",
    "Show S1 E5, WEB-DL, 1080p, H.264, EAC3 5.1, repack -NTb" },
  { "La.Casa.de.Papel.S01.MULTi.1080p.NF.WEB-DL.DDP5.1.x264-CARAPILS",
    "La Casa de Papel S1 pack, WEB-DL, 1080p, x264, EAC3 5.1 +MULTi -CARAPILS" },
  { "Lupin S01 FRENCH WEBRip 1080p", "Lupin S1 pack, WEBRip, 1080p, French" },
  { "Kaamelott - Livre 1 - Saison 1 - Épisode 5", "Kaamelott - Livre 1 S1 E5" },
  { "Engrenages Saison 3 Integrale FRENCH HDTV", "Engrenages S3 pack, HDTV, French" },
  { "Les Revenants Saisons 1 à 2 FRENCH 1080p", "Les Revenants S1-S2 pack, 1080p, French" },
  { "Serie [Cap.102][720p][Spanish]", "Serie S1 E2, 720p, Spanish" },
  { "[Torrent9.ph] Astérix.2023.FRENCH.1080p.WEB.x264",
    "Astérix (2023), WEB-DL, 1080p, x264, French" },
  { "www.Torrenting.com - Show.Name.S01E02.720p.HDTV.x264-GRP",
    "Show Name S1 E2, HDTV, 720p, x264 -GRP" },
  { "[ www.UsaBit.com ] - Movie.Name.2013.DVDRip.XviD-GRP", "Movie Name (2013), DVD, XviD -GRP" },
  { "Movie.2019.1080p.BluRay.x264.DTS-D-Z0N3", "Movie (2019), BluRay, 1080p, x264, DTS -D-Z0N3" },
  { "Movie (2015) (1080p BluRay x265 HEVC 10bit AAC 5.1 Tigole) [QxR]",
    "Movie (2015), BluRay, 1080p, x265, AAC 5.1 -QxR" },
  { "Movie (2010) [1080p] [BluRay] [5.1] [YTS.MX]", "Movie (2010), BluRay, 1080p -YTS.MX" },
  { "Movie.Name.2010.1080p.BrRip.x264.YIFY", "Movie Name (2010), BluRay, 1080p, x264 -YIFY" },
  { "Band.of.Brothers.Part.01.HDTV.XviD", "Band of Brothers S1 E1, HDTV, XviD" },
  { "Planet.Earth.2of6.HDTV", "Planet Earth S1 E2, HDTV" },
  { "Show.2019.S01.1080p.WEB-DL", "Show (2019) S1 pack, WEB-DL, 1080p" },
  { "Dune.Part.One.2021.1080p", "Dune Part One (2021), 1080p" },
  { "Spider-Man.No.Way.Home.2021.1080p.WEB-DL.DD5.1.H.264-CM",
    "Spider-Man No Way Home (2021), WEB-DL, 1080p, H.264, AC3 5.1 -CM" },
  { "WALL-E.2008.720p.BluRay", "WALL-E (2008), BluRay, 720p" },
  { "Le.Comte.de.Monte-Cristo.2024.VOF.1080p.WEB.H264",
    "Le Comte de Monte-Cristo (2024), WEB-DL, 1080p, H.264, French +VOF" },
  { "One-Punch Man S02E03 VOSTFR 1080p WEB x264-AAA",
    "One-Punch Man S2 E3, WEB-DL, 1080p, x264 +VOSTFR -AAA" },
  { "Naruto Shippuden - 500 VOSTFR [1080p]", "Naruto Shippuden #500, 1080p +VOSTFR" },
  { "Film.2023.MULTi.VF2.2160p.HDR10Plus.WEB.EAC3.5.1.x265-NoNE",
    "Film (2023), WEB-DL, 2160p, x265, HDR10+, EAC3 5.1, French +MULTi +VF2 -NoNE" },
  { "[Fansub] Title - 12.5 [720p]", "Title #12 special, 720p -Fansub" },
  { "Show.S00E05.Special.1080p", "Show S0 E5, 1080p" },
  { "Parasite.AKA.Gisaengchung.2019.1080p", "Parasite / Gisaengchung (2019), 1080p" },
  { "Il.Padrino.1972.iTALiAN.1080p.BluRay.x264-GRP",
    "Il Padrino (1972), BluRay, 1080p, x264, Italian -GRP" },
  { "Movie.Title.2018.German.DL.1080p.BluRay.x264-GRP",
    "Movie Title (2018), BluRay, 1080p, x264, German -GRP" },
  { "Show S02E03 FRENCH HDTV XviD-EPZ.avi", "Show S2 E3, HDTV, XviD, French -EPZ" },
  { "the-walking-dead-s01e02-720p-web", "the walking dead S1 E2, WEB-DL, 720p" },
  { "Show.Name.S01E01.Pilot", "Show Name S1 E1" },
  { "1899.S01E01.1080p", "1899 S1 E1, 1080p" },
  { "1883.S01.1080p", "1883 S1 pack, 1080p" },
  { "300.2006.1080p.BluRay", "300 (2006), BluRay, 1080p" },
  { "Apollo.13.1995.1080p", "Apollo 13 (1995), 1080p" },
  { "Se7en.1995.REMASTERED.1080p", "Se7en (1995), 1080p, {Remastered}" },
  { "Show.S01.E01.1080p", "Show S1 E1, 1080p" },
  { "Show 2026-11-30 720p", "Show 2026-11-30, 720p" },
  { "【喵萌奶茶】[Title][01][1080p]", "Title #1, 1080p -喵萌奶茶" },
  { "Сериал / Serial S01E01 (2020) WEBRip", "Serial / Сериал (2020) S1 E1, WEBRip" },
  { "Show.S2018E04.1080p", "Show S2018 E4, 1080p" },
  { "Show.Name.Complete.Series.S01-S07.1080p", "Show Name S1-S7 pack complete, 1080p" },
  { "Movie 3D 2013 HSBS 1080p", "Movie 3D (2013), 1080p" },
  { "Alien.1979.Directors.Cut.1080p", "Alien (1979), 1080p, {Director's Cut}" },
  { "Top.Gun.1986.1080p.BluRay.H264.AAC-RARBG",
    "Top Gun (1986), BluRay, 1080p, H.264, AAC -RARBG" },
  { "Top.Gun.1986.1080p.BluRay.H264.AAC-GRP[rartv]",
    "Top Gun (1986), BluRay, 1080p, H.264, AAC -GRP" },
  { "Series Title - S02E21 - 720p HDTV", "Series Title S2 E21, HDTV, 720p" },
  { "Series.Title.S06E02.1080p.WEB-DL", "Series Title S6 E2, WEB-DL, 1080p" },
  { "Series.Title.2x09", "Series Title S2 E9" },
  { "Series - Title - 2x13 - Name of Episode", "Series - Title S2 E13" },
  { "Series.Title.US.2010.S02E05", "Series Title US (2010) S2 E5" },
  { "Series Title S01E05 E06", "Series Title S1 E5 E6" },
  { "Series.and.a.Title.103.720p.HDTV.X264-DIMENSION",
    "Series and a Title S1 E3, HDTV, 720p, x264 -DIMENSION" },
  { "Series.Title.S6E1-S6E6.720p", "Series Title S6 E1 … E6, 720p" },
  { "Series Title Season 3 Episode 4 - Name", "Series Title S3 E4" },
  { "[DeadFish] Another Anime Show - 01 [BD][720p][AAC].mp4",
    "Another Anime Show #1, BluRay, 720p, AAC -DeadFish" },
  { "[Jumonji-Giri]_[F-B]_Title_Ep08_(8246e542).mkv", "Title #8 -Jumonji-Giri" },
  { "[TzaTziki]_Title_-_12_[1280x720_h264_AAC]_[B1B4D4AA].mkv",
    "Title #12, 720p, H.264, AAC -TzaTziki" },
  { "[Commie] Anime Title 07 [3595DEB9].mkv", "Anime Title #7 -Commie" },
  { "[Underwater-FFF] Title Title - 01 (720p) [27AAA0A0]", "Title Title #1, 720p -Underwater-FFF" },
  { "Anime Title 04 [1080p]", "Anime Title #4, 1080p" },
  { "Naruto.Title.Ep.123.720p", "Naruto Title #123, 720p" },
  { "Series.Title.2009-10-10.720p", "Series Title 2009-10-10, 720p" },
  { "2019.08.20.Series.Title.4.720p", "Series Title 4 2019-08-20, 720p" },
  { "Series Title - 30-04-2024 HDTV 1080p H264 AAC",
    "Series Title 2024-04-30, HDTV, 1080p, H.264, AAC" },
  { "Series.S01.E03-E04.1080p", "Series S1 E3 E4, 1080p" },
  { "Series Title S01E01-E05 of 10 WEBRip", "Series Title S1 E1 … E5, WEBRip" },
  { "Series.Title.S03.Part.1.1080p", "Series Title S3 pack, 1080p" },
  { "Series.Title.S01.Extras.1080p", "Series Title S1 pack, 1080p" },
  { "Series.S01.COMPLETE.GERMAN.720p", "Series S1 pack, 720p, German" },
  { "Movie.Title.2012.Unrated.Cut.1080p", "Movie Title (2012), 1080p, {Unrated Cut}" },
  { "Movie.Title.2013.Extended.Cut.BluRay", "Movie Title (2013), BluRay, {Extended Cut}" },
  { "Prometheus Director's Cut 2012", "Prometheus (2012), {Director's Cut}" },
  { "Movie.Title.Anniversary.Edition.2012", "Movie Title (2012), {Anniversary Edition}" },
  { "Movie.Title.50th.Anniversary.Edition.1998.BluRay",
    "Movie Title (1998), BluRay, {Anniversary Edition}" },
  { "Movie Title (1968) Director's Cut .mkv", "Movie Title (1968), {Director's Cut}" },
  { "Mission Impossible: Rogue Nation [2012]", "Mission Impossible: Rogue Nation (2012)" },
  { "A.I.Artificial.Movie.(2001)", "A.I. Artificial Movie (2001)" },
  { "The.Movie.from.U.N.C.L.E.2015.1080p.BluRay.x264-SPARKS",
    "The Movie from U.N.C.L.E. (2015), BluRay, 1080p, x264 -SPARKS" },
  { "1776.1979.EXTENDED.720p.BluRay.X264-AMIABLE",
    "1776 (1979), BluRay, 720p, x264, {Extended} -AMIABLE" },
  { "MY MOVIE (2016) [R][Action, Horror][720p.WEB-DL.AVC.8Bit.6ch.AC3].mkv",
    "MY MOVIE (2016), WEB-DL, 720p, H.264, 5.1 AC3" },
  { "R.I.P.D.2013.720p.BluRay.x264-SPARKS", "R.I.P.D. (2013), BluRay, 720p, x264 -SPARKS" },
  { "V.H.S.2.2013.LIMITED.720p.BluRay.x264-GECKOS", "V.H.S. 2 (2013), BluRay, 720p, x264 -GECKOS" },
  { "This Is A Movie (1999) [IMDB #] <Genre, Genre, Genre> {ACTORS} !DIRECTOR +MORE_SILLY_STUFF_NO_ONE_NEEDS \?",
    "This Is A Movie (1999)" },
  { "We Are the Movie!.2013.720p.H264.mkv", "We Are the Movie! (2013), 720p, H.264" },
  { "(500).Days.Of.Movie.(2009).DTS.1080p.BluRay.x264.NLsubs",
    "(500) Days Of Movie (2009), BluRay, 1080p, x264, DTS" },
  { "To.Live.and.Movie.in.L.A.1985.1080p.BluRay",
    "To Live and Movie in L.A. (1985), BluRay, 1080p" },
  { "A.Movie.A.Title.(1998)", "A Movie A Title (1998)" },
  { "Movie.1080.FRENCH", "Movie 1080, French" },
  { "Star.Movie.Episode.IV.-.A.New.Hope.1999", "Star Movie Episode IV - A New Hope (1999)" },
  { "Annabelle: Creation", "Annabelle: Creation" },
  { "Leaving Jeruselem by Railway (1897) [DVD].mkv", "Leaving Jeruselem by Railway (1897), DVD" },
  { "Climax.2018.1080p.AMZN.WEB-DL.DD5.1.H.264-NTG",
    "Climax (2018), WEB-DL, 1080p, H.264, AC3 5.1 -NTG" },
  { "Movie.Title.S01.1985", "Movie Title (1985) S1 pack" },
  { "Passengers.2016.German.DL.AC3.Dubbed.1080p.WebHD.h264.INTERNAL-PsO",
    "Passengers (2016), WEB-DL, 1080p, H.264, AC3, German -PsO" },
  { "Der.Movie.James.German.Bluray.FuckYou.Pso.Why.cant.you.follow.scene.rules.1998",
    "Der Movie James (1998), BluRay, German" },
  { "Der.Movie.Eine.Unerwartete.Reise.Extended.German.720p.BluRay.x264-EXQUiSiTE",
    "Der Movie Eine Unerwartete Reise, BluRay, 720p, x264, German, {Extended} -EXQUiSiTE" },
  { "Movie.Weg.des.Kriegers.German.720p.BluRay.x264-EXQUiSiTE",
    "Movie Weg des Kriegers, BluRay, 720p, x264, German -EXQUiSiTE" },
  { "Frequency.2000.German.AC3.DL.1080p.BluRay.x264",
    "Frequency (2000), BluRay, 1080p, x264, AC3, German" },
  { "Movie.Hunter.2018.German.DL.1080p.BluRay.x264",
    "Movie Hunter (2018), BluRay, 1080p, x264, German" },
  { "Battle.Angel.2019.Le.Film.TRUEFRENCH.1080p",
    "Battle Angel (2019), 1080p, French +TRUEFRENCH" },
  { "Les.Movies.FRENCH.DVDRIP.2012", "Les Movies (2012), DVD, French" },
  { "Movie Title 2016 1080p KORSUB WEBRip x264 AAC2.0-RADARR",
    "Movie Title (2016), WEBRip, 1080p, x264, AAC 2.0 -RADARR" },
  { "Movie.Title.2016.2160p.WEB.H265-GRP", "Movie Title (2016), WEB-DL, 2160p, H.265 -GRP" },
  { "Movie.Title.2015.Open.Matte.1080p.WEBRip.DD5.1.x264",
    "Movie Title (2015), WEBRip, 1080p, x264, AC3 5.1, {Open Matte}" },
  { "Loving.Movie.2018.TS.FRENCH.x264", "Loving Movie (2018), TELESYNC, x264, French" },
  { "Movie.2018.HDCAM.x264", "Movie (2018), CAM, x264" },
  { "[ACX]Hack Sign 01 Role Play [Kosaka] [9C57891E].mkv", "Hack Sign #1 -ACX" },
  { "[BakedFish] Title - 01v2 [720p]", "Title #1, 720p -BakedFish" },
  { "[K-F] Series Title 214", "Series Title #214 -K-F" },
  { "[Judas] Title (Season 2) [1080p][HEVC x265 10bit][Multi-Subs]",
    "Title S2 pack, 1080p, H.265 +SUBBED -Judas" },
  { "[EMBER] Title S3 (2024) [1080p] [Dual Audio HEVC WEBRip]",
    "Title (2024) S3 pack, WEBRip, 1080p, H.265 +DUAL -EMBER" },
  { "[Anime Time] Title (S01+S02+OVA) [BD][1080p]", "Title S1-S2 pack, BluRay, 1080p -Anime Time" },
  { "Title Movie 3 [BD 1080p x265]", "Title Movie 3, BluRay, 1080p, x265" },
  { "Series.Title.1x01.1x02.DVDRip", "Series Title S1 E1 E2, DVD" },
  { "Series Title Temporada 2 Capitulo 3", "Series Title S2 E3" },
  { "Serie S05E01-E02-E03 HDTV", "Serie S5 E1 … E3, HDTV" },
  { "The.Series.E14.720p", "The Series S1 E14, 720p" },
  { "Show Name - S01 - 1080p", "Show Name S1 pack, 1080p" },
  { "Show.Name.S01.2160p.WEB-DL.DV.HDR", "Show Name S1 pack, WEB-DL, 2160p, HDR10, Dolby Vision" },
  { "Fleming.The.Man.Who.Would.Be.S01E02", "Fleming The Man Who Would Be S1 E2" },
  { "Love.Island.US.S05E30.1080p", "Love Island US S5 E30, 1080p" },
  { "Series.Title.S04E01.1080p.AMZN.WEBRip.DDP5.1.x264-NTb[TGx]",
    "Series Title S4 E1, WEBRip, 1080p, x264, EAC3 5.1 -NTb" },
  { "Series Title (2020) S01E01-03 (1080p AMZN WEB-DL x265 HEVC 10bit EAC3 5.1 Ghost)",
    "Series Title (2020) S1 E1 … E3, WEB-DL, 1080p, x265, EAC3 5.1" },
  { "Series.Title.S02E15.1080i.HDTV.DD5.1.MPEG2-TrollHD",
    "Series Title S2 E15, HDTV, 1080p, MPEG-2, AC3 5.1 -TrollHD" },
  { "Series.Title.S01E01.720p.WEB-DL.AAC2.0.H.264-BTN",
    "Series Title S1 E1, WEB-DL, 720p, H.264, AAC 2.0 -BTN" },
  { "Series Title - 2014-02-05 - Episode Name WEBDL-1080p",
    "Series Title 2014-02-05, WEB-DL, 1080p" },
  { "Series.Title.S11E24.HUNDUB.1080p", "Series Title S11 E24, 1080p, Hungarian" },
  { "Series Title S10E27 WEB DL 720p", "Series Title S10 E27, WEB-DL, 720p" },
  { "Series.Title.S01E06.4k.Web-Rip", "Series Title S1 E6, WEBRip, 2160p" },
  { "Series.Title.S01E08.Tourmaline.Nepal.720p.HDTV.x264-DHD",
    "Series Title S1 E8, HDTV, 720p, x264 -DHD" },
  { "Series.Title.S03E05.VOSTFR.1080p.AMZN.WEB.DD+5.1.H.264-ARK01",
    "Series Title S3 E5, WEB-DL, 1080p, H.264, EAC3 5.1 +VOSTFR -ARK01" },
  { "Series.S03E01.2160p.BluRay.x265.10bit.TrueHD.7.1.Atmos-DON",
    "Series S3 E1, BluRay, 2160p, x265, TrueHD 7.1 Atmos -DON" },
  { "Series Title - 6x01 - Name.avi", "Series Title S6 E1" },
  { "[Zoombie] Series 100 - 01 [720p]", "Series 100 #1, 720p -Zoombie" },
  { "[Lilith-Raws] Series Title - 09 [Baha][WEB-DL][1080p][AVC AAC][CHT][MP4]",
    "Series Title #9, WEB-DL, 1080p, H.264, AAC, Chinese -Lilith-Raws" },
  { "[NC-Raws] Series - 03 (B-Global 1920x1080 HEVC AAC MKV)",
    "Series #3, 1080p, H.265, AAC -NC-Raws" },
  { "[SubsPlease] Series 100 - 08 (1080p) [2A1B3C4D].mkv", "Series 100 #8, 1080p -SubsPlease" },
  { "[Nekomoe kissaten&VCB-Studio] Anime Title [Ma10p_1080p]",
    "Anime Title, 1080p -Nekomoe kissaten&VCB-Studio" },
  { "Series Title (2013) - S01E01 - Name [Bluray-1080p][DTS-HD MA 5.1][x264]-GRP",
    "Series Title (2013) S1 E1, BluRay, 1080p, x264, DTS-HD MA 5.1 -GRP" },
  { "Series.Title.S01.1080p.BluRay.REMUX.AVC.DTS-HD.MA.5.1-EPSiLON",
    "Series Title S1 pack, BluRay remux, 1080p, H.264, DTS-HD MA 5.1 -EPSiLON" },
  { "Title.S07E22.Name.PROPER.REAL.720p.HDTV", "Title S7 E22, HDTV, 720p, proper, real" },
  { "Title.S07E22.REAL.PROPER.720p.HDTV", "Title S7 E22, HDTV, 720p, proper, proper, real" },
  { "Movie.2020.REPACK2.1080p.WEB", "Movie (2020), WEB-DL, 1080p, repack, repack" },
  { "Real.Time.With.Bill.Maher.2020.08.07.720p.WEB",
    "Real Time With Bill Maher 2020-08-07, WEB-DL, 720p" },
  { "The.Real.Housewives.of.Vancouver.S01E04.DSR.x264",
    "The Real Housewives of Vancouver S1 E4, SDTV, x264" },
  { "Series.S01E01.iNTERNAL.1080p.WEB.h264-GRP", "Series S1 E1, WEB-DL, 1080p, H.264 -GRP" },
  { "Le Bureau des Légendes S05 FRENCH 1080p WEB H264-FRATERNiTY",
    "Le Bureau des Légendes S5 pack, WEB-DL, 1080p, H.264, French -FRATERNiTY" },
  { "Les.Simpson.S33E01.VFQ.1080p.WEB-DL", "Les Simpson S33 E1, WEB-DL, 1080p, French +VFQ" },
  { "Asterix et Obelix Mission Cleopatre 2002 MULTI 1080p HDLight x264 AC3",
    "Asterix et Obelix Mission Cleopatre (2002), BluRay, 1080p, x264, AC3 +MULTi" },
  { "Kaamelott.Premier.Volet.2021.FRENCH.HDCAM.MD.XViD",
    "Kaamelott Premier Volet (2021), CAM, XviD, French" },
  { "Le Seigneur des Anneaux Trilogie Version Longue MULTi 2160p",
    "Le Seigneur des Anneaux Trilogie, 2160p +MULTi, {Extended}" },
  { "Harry.Potter.INTEGRALE.MULTi.VFF.1080p.BluRay",
    "Harry Potter complete, BluRay, 1080p, French +MULTi +VFF" },
  { "Lucky Luke (1991) Intégrale VF", "Lucky Luke (1991) complete, French +VF" },
  { "Dr House Saison 1 FRENCH DVDRIP", "Dr House S1 pack, DVD, French" },
  { "Dr.House.S01E01.Pilote.FRENCH.DVDRip.XviD", "Dr House S1 E1, DVD, XviD, French" },
  { "Dexter Saison 02 VOSTFR", "Dexter S2 pack +VOSTFR" },
  { "Titre - Saison 1 Episode 3 VF", "Titre S1 E3, French +VF" },
  { "Titre.S01E01.MULTI.1080p.WEB.x264-BRiNK", "Titre S1 E1, WEB-DL, 1080p, x264 +MULTi -BRiNK" },
  { "Titre.S1E01.FiNAL.FRENCH.720p", "Titre S1 E1, 720p, French" },
  { "Titre S05E10 FiNAL VOSTFR HDTV XviD", "Titre S5 E10, HDTV, XviD +VOSTFR" },
  { "[OxTorrent] Film.2022.FRENCH.HDRip.XviD-EVO", "Film (2022), HDRip, XviD, French -EVO" },
  { "Film 2022 FRENCH HDRip XviD-EVO[www.torrent.com].avi",
    "Film (2022), HDRip, XviD, French -EVO" },
  { "www.site.fr - Film.2022.FRENCH.WEBRip.x264", "Film (2022), WEBRip, x264, French" },
  { "Movie.Title.2022.V2.FRENCH.HDTS.MD.x264", "Movie Title (2022), TELESYNC, x264, French" },
  { "Movie 2 2022 2160p 4KLight HDR10Plus DV MULTi VFF VFQ EAC3 5.1 x265-QTZ",
    "Movie 2 (2022), 2160p, x265, HDR10+, Dolby Vision, EAC3 5.1, French +MULTi +VFF +VFQ -QTZ" },
  { "Movie.(2022).MULTi.VFF.2160p.10bit.4KLight.DV.HDR.BluRay.AC3.5.1.x265-QTZ",
    "Movie (2022), BluRay, 2160p, x265, HDR10, Dolby Vision, AC3 5.1, French +MULTi +VFF -QTZ" },
  { "12.Angry.Men.1957.Criterion.1080p.BluRay", "12 Angry Men (1957), BluRay, 1080p, {Criterion}" },
  { "10.Cloverfield.Lane.2016.1080p", "10 Cloverfield Lane (2016), 1080p" },
  { "Se7en.1080p.BluRay", "Se7en, BluRay, 1080p" },
  { "8.Mile.2002.DVDRip", "8 Mile (2002), DVD" },
  { "2.Fast.2.Furious.2003.720p", "2 Fast 2 Furious (2003), 720p" },
  { "21.Jump.Street.2012.720p", "21 Jump Street (2012), 720p" },
  { "The.Number.23.2007.1080p", "The Number 23 (2007), 1080p" },
  { "The.Hateful.Eight.70mm.2015", "The Hateful Eight 70mm (2015)" },
  { "Movie.Web.2019.1080p.BluRay", "Movie Web (2019), BluRay, 1080p" },
  { "Limitless.2011.UNRATED.1080p", "Limitless (2011), 1080p, {Unrated}" },
  { "Uncut.Gems.2019.1080p.NF.WEB-DL", "Uncut Gems (2019), WEB-DL, 1080p" },
  { "Extended.Family.S01E01.720p", "Extended Family S1 E1, 720p" },
  { "Proper.Title.2018.1080p", "Proper Title (2018), 1080p" },
  { "The.Final.Cut.2004.DVDRip", "The Final Cut (2004), DVD" },
  { "Final.Cut.2022.FRENCH.1080p", "Final Cut (2022), 1080p, French" },
  { "The.Italian.Job.1969.1080p", "The Italian Job (1969), 1080p" },
  { "The.English.Patient.1996.720p", "The English Patient (1996), 720p" },
  { "The.Dutch.2020", "The Dutch (2020)" },
  { "American.Dual.2010.1080p", "American Dual (2010), 1080p" },
  { "Cam.2018.1080p.NF.WEB-DL.DDP5.1", "Cam (2018), WEB-DL, 1080p, EAC3 5.1" },
  { "It.2017.1080p", "It (2017), 1080p" },
  { "It.Chapter.Two.2019.MULTi", "It Chapter Two (2019) +MULTi" },
  { "TS.2019", "TS (2019)" },
  { "Multi.Movie.2019", "Multi Movie (2019)" },
  { "Dual.Survival.S05E01.720p", "Dual Survival S5 E1, 720p" },
  { "Complete.Unknown.2016.1080p", "Complete Unknown (2016), 1080p" },
  { "A.Complete.Unknown.2024.1080p.WEB", "A Complete Unknown (2024), WEB-DL, 1080p" },
  { "Band of Brothers (2001) Complete Mini-Series 1080p",
    "Band of Brothers (2001) complete, 1080p" },
  { "Mad.Men.Seasons.1-7.COMPLETE.720p", "Mad Men S1-S7 pack complete, 720p" },
  { "Seinfeld.Complete.Series-720p", "Seinfeld complete, 720p" },
  { "South Park Season 1-24 S01-S24 1080p", "South Park S1-S24 pack, 1080p" },
  { "Battlestar Galactica (2003) Season 1-4 S01-S04 (1080p BluRay x265)",
    "Battlestar Galactica (2003) S1-S4 pack, BluRay, 1080p, x265" },
  { "Friends.S01.to.S10.1080p", "Friends S1-S10 pack, 1080p" },
  { "Cosmos.A.Spacetime.Odyssey.S01.Complete.720p", "Cosmos A Spacetime Odyssey S1 pack, 720p" },
  { "Show Series 2 Episode 3 720p", "Show S2 E3, 720p" },
  { "Blackadder.Series.3", "Blackadder S3 pack" },
  { "World.War.II.in.Colour.S01E01", "World War II in Colour S1 E1" },
  { "Rick.and.Morty.S04E01-05.1080p", "Rick and Morty S4 E1 … E5, 1080p" },
  { "Show.S01E01.1x01.720p", "Show S1 E1, 720p" },
  { "Formula.1.2023x05.Miami.Grand.Prix.1080p", "Formula 1 S2023 E5, 1080p" },
  { "UFC.287.2023.1080p.WEB", "UFC 287 (2023), WEB-DL, 1080p" },
  { "WWE.Monday.Night.RAW.2023.05.01.720p.HDTV", "WWE Monday Night RAW 2023-05-01, HDTV, 720p" },
  { "NBA.2023.05.01.Lakers.vs.Warriors.720p", "NBA 2023-05-01, 720p" },
  { "Match.of.the.Day.2023-05-01.1080p", "Match of the Day 2023-05-01, 1080p" },
  { "Show.20230501.720p", "Show 2023-05-01, 720p" },
  { "Series.Title.2012-16-02.720p", "Series Title 2012-02-16, 720p" },
  { "(Hi10)_Anime_Title_-_Ep_01_(1080p).mkv", "Anime Title S1 E1, 1080p -Hi10" },
  { "[Doremi].Yes.Title.5.Go.Go!.31.[1280x720].[C65D4B1F].mkv",
    "Yes Title 5 Go Go! #31, 720p -Doremi" },
  { "[Erai-raws] Title - 03 END [1080p]", "Title #3, 1080p -Erai-raws" },
  { "[Group] Title - 12 Name of it [720p]", "Title #12, 720p -Group" },
  { "Naruto 01 VOSTFR HD", "Naruto #1 +VOSTFR" },
  { "Series.Title.S01E26-27-28.1080p", "Series Title S1 E26 … E28, 1080p" },
  { "[SubGroup] Series Title - 101-103 [720p]", "Series Title #101 … #103, 720p -SubGroup" },
  { "[Group] Title 2nd Season - 08 [1080p]", "Title 2nd Season #8, 1080p -Group" },
  { "30.Series.Season.04.HDTV.XviD-DIMENSION", "30 Series S4 pack, HDTV, XviD -DIMENSION" },
  { "Series (2012) Season 4-6 1080p", "Series (2012) S4-S6 pack, 1080p" },
  { "Series Title Season 02 (Complete) 720p", "Series Title S2 pack, 720p" },
  { "Show.S01E01.720p.HDTV.x264-KILLERS[eztv].mkv", "Show S1 E1, HDTV, 720p, x264 -KILLERS" },
  { "Movie Name (2009) [tmdbid-123]", "Movie Name (2009)" },
  { "The Movie (2015)", "The Movie (2015)" },
};

static void
describe_numbers (GString *text, const char *prefix, const MmsReleaseNumbers *self)
{
  const guint *numbers = self->values;
  guint n = self->n;

  for (guint i = 0; i < n; i++)
    if (i == 0 || i + 1 == n || numbers[i] != numbers[i - 1] + 1)
      g_string_append_printf (text, " %s%u", prefix, numbers[i]);
    else if (numbers[i + 1] != numbers[i] + 1 || i + 2 == n)
      g_string_append (text, " …");
}

static void
describe_television (GString *text, const MmsReleaseName *name)
{
  if (name->season >= 0)
    g_string_append_printf (text, " S%d", name->season);
  if (name->last_season > name->season)
    g_string_append_printf (text, "-S%d", name->last_season);
  describe_numbers (text, "E", &name->episodes);
  describe_numbers (text, "#", &name->absolute);
  if (name->air_date[0] != '\0')
    g_string_append_printf (text, " %s", name->air_date);
  g_string_append_printf (text, "%s%s%s", name->season_pack ? " pack" : "",
                          name->complete ? " complete" : "", name->special ? " special" : "");
}

static void
describe_words (GString *text, const char *prefix, const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", prefix, words[i]);
}

static void
describe_quality (GString *text, const MmsReleaseName *name)
{
  const char *hdr[MMS_RELEASE_HDR_WORDS_MAX];
  const char *versions[MMS_RELEASE_VERSION_WORDS_MAX];

  if (name->source != MMS_RELEASE_SOURCE_UNKNOWN)
    g_string_append_printf (text, ", %s", mms_release_source_to_string (name->source));
  g_string_append (text, name->remux ? " remux" : "");
  if (name->resolution > 0)
    g_string_append_printf (text, ", %up", name->resolution);
  if (name->codec != MMS_RELEASE_CODEC_UNKNOWN)
    g_string_append_printf (text, ", %s", mms_release_codec_to_string (name->codec));
  mms_release_hdr_get_words (name->hdr, hdr);
  describe_words (text, ", ", hdr);
  if (name->audio != NULL)
    g_string_append_printf (text, ", %s", name->audio);
  describe_words (text, ", ", name->languages);
  mms_release_version_get_words (name->versions, versions);
  describe_words (text, " +", versions);
  for (guint i = 0; i < name->proper; i++)
    g_string_append (text, ", proper");
  for (guint i = 0; i < name->repack; i++)
    g_string_append (text, ", repack");
  g_string_append (text, name->real ? ", real" : "");
}

/* Returns: (transfer full): "Title / Other (year) S1 E2 #12 pack, source, …, {edition} -GROUP" */
static char *
describe (const MmsReleaseName *name)
{
  GString *text = g_string_new (name->title);

  if (name->other_title != NULL)
    g_string_append_printf (text, " / %s", name->other_title);
  if (name->year > 0)
    g_string_append_printf (text, " (%d)", name->year);
  describe_television (text, name);
  describe_quality (text, name);
  if (name->edition != NULL)
    g_string_append_printf (text, ", {%s}", name->edition);
  if (name->group != NULL)
    g_string_append_printf (text, " -%s", name->group);
  return g_string_free (text, FALSE);
}

static void
test_meaning (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (MmsReleaseName) name = mms_release_name_parse (c->name);
  g_autofree char *meaning = describe (name);

  g_assert_cmpstr (meaning, ==, c->meaning);
}

/* Names are hostile: whatever they hold, the title is text, and numbers are in their bounds. */
static void
test_rubbish (void)
{
  static const char *const pieces[]
      = { "S01E01", "-", "E99", "x", "1x01", "[", "]", "(", "2019", ".", " - ", "\xff",
          "\xe2\x80\xae", "1080p", "WEB", "-DL", "第", "話", "à", "99999999999", "S9999E9999",
          "E0001-9999", "5.1", "aka", " / ", "www.", "com", "\x01", "DD+5.1", "é", "-GRP", "001-512",
          "Season 1-99", "of", "DTS" };

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      MmsReleaseName *name;

      for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      name = mms_release_name_parse (text->str);
      g_assert_true (g_utf8_validate (name->title, -1, NULL));
      g_assert_cmpuint (name->episodes.n, <=, MMS_RELEASE_EPISODES_MAX);
      g_assert_cmpuint (name->absolute.n, <=, MMS_RELEASE_EPISODES_MAX);
      g_assert_cmpint (name->season, <=, name->last_season);
      g_assert_true (name->group == NULL || *name->group != '\0');
      mms_release_name_free (name);
    }
}

/* The time grows with the length and not faster. */
static void
test_long (void)
{
  static const char *const pieces[] = { "E01", "-", "[", "S1", "a.", "1", " - ", "DD", "(" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new ("Show.S01E01.");
      g_autoptr (MmsReleaseName) name = NULL;

      while (text->len < 100000)
        g_string_append (text, pieces[i]);
      name = mms_release_name_parse (text->str);
      g_assert_cmpint (name->season, ==, 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = g_strdelimit (g_strdup (cases[i].name), "/", '|');
      g_autofree char *path = g_strconcat ("/release-name/", plain, NULL);

      g_test_add_data_func (path, &cases[i], test_meaning);
    }
  g_test_add_func ("/release-name/rubbish-breaks-nothing", test_rubbish);
  g_test_add_func ("/release-name/a-long-name-takes-no-longer-than-its-length", test_long);
  return g_test_run ();
}
