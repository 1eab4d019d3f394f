# Completes the command line of mms in bash.
# SPDX-License-Identifier: GPL-3.0-or-later

_mms_hashes() {
  "$1" jobs --all --json 2>/dev/null | sed -n 's/^ *"hash" : "\([0-9A-F]*\)",\{0,1\}$/\1/p'
}

_mms() {
  local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} mms=${COMP_WORDS[0]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='check trust search lookup look parse-release grab jobs show retry pause resume priority limit recheck bind forget ignore unignore ignored
           watch torrents import-state export-state config secret help --version --help'
  else
    case $command in
      check) words='seedbox sftp sonarr radarr prowlarr --json' ;;
      trust) words='seedbox sftp sonarr radarr prowlarr' ;;
      look) words='--json'; COMPREPLY=($(compgen -f -X '!*.torrent' -- "$cur") $(compgen -d -- "$cur")) ;;
      lookup) words='--films --series --json' ;;
      search)
        case ${COMP_WORDS[COMP_CWORD-1]} in
          --kind) words='film episode pack complete' ;;
          --quality) words='2160p 1080p 720p 576p 480p' ;;
          --source) words='BluRay WEB WEB-DL WEBRip HDTV DVD' ;;
          --codec) words='x264 x265 AV1 XviD' ;;
          --sort) words='title size seeders age quality' ;;
          --language) words='French VFF VFQ VOSTFR MULTi English' ;;
          *) words='--films --series --json --match --kind --season --episode --quality --source --codec --language --group
                    --indexer --min-size --max-size --min-seeders --freeleech --sort' ;;
        esac
        ;;
      grab)
        words='--film --series --season --episode --add --root-folder --profile --yes --dry-run'
        COMPREPLY=($(compgen -f -X '!*.torrent' -- "$cur") $(compgen -d -- "$cur"))
        ;;
      jobs) words='--all --json' ;;
      show) words="$(_mms_hashes "$mms") --json" ;;
      retry | recheck | forget | ignore) words=$(_mms_hashes "$mms") ;;
      pause | resume) words="$(_mms_hashes "$mms") --all" ;;
      priority)
        case $COMP_CWORD in
          2) words=$(_mms_hashes "$mms") ;;
          3) words='high normal low' ;;
        esac
        ;;
      limit) words="$(_mms_hashes "$mms") none --json" ;;
      bind) words="$(_mms_hashes "$mms") --film --series --season --episode" ;;
      ignored | torrents) words='--json' ;;
      watch) words='--until-idle --timeout --for --json --progress' ;;
      import-state) words='--map --ignored'; COMPREPLY=($(compgen -f -- "$cur")) ;;
      export-state) COMPREPLY=($(compgen -d -- "$cur")) ;;
      config)
        case $COMP_CWORD:${COMP_WORDS[2]} in
          2:*) words='list get set reset' ;;
          3:get | 3:set | 3:reset) words=$("$mms" config list 2>/dev/null | sed 's/ .*//') ;;
          *:list) words='--json' ;;
        esac
        ;;
      secret)
        case $COMP_CWORD:${COMP_WORDS[2]} in
          2:*) words='list set clear' ;;
          3:set | 3:clear) words='rtorrent-password sftp-password sftp-passphrase sonarr-api-key radarr-api-key prowlarr-api-key' ;;
          *:list) words='--json' ;;
        esac
        ;;
      help) words='check trust search lookup look parse-release grab jobs show retry pause resume priority limit recheck bind forget ignore unignore
                   ignored watch torrents import-state export-state config secret' ;;
    esac
  fi
  COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}

complete -o filenames -F _mms mms
