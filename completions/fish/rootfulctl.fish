# SPDX-License-Identifier: BSD-2-Clause
#
# Completion of rootfulctl in fish.

function __rootfulctl_words
    set --local words (commandline --tokenize --current-process --cut-at-cursor)
    set --local current (commandline --current-token --cut-at-cursor)
    set --local command $words[2]
    set --local option $words[-1]
    set --local before ''
    if string match --quiet --regex '^--(user|network)=' -- $current
        set option (string split --max 1 = -- $current)[1]
        set before $option=
    end

    if test "$option" = --user
        printf "$before%s\n" (__fish_complete_users | string split --fields 1 \t)
    else if test "$option" = --network; or begin
            test "$command" = networks -a (count $words) -eq 2
            and not string match --quiet -- '-*' $current
        end
        printf "$before%s\n" (podman network ls --quiet 2>/dev/null)
    else if test "$option" = --output
        __fish_complete_directories $current
    else if test "$option" = --container
        return
    else if contains -- "$command" check import; and not string match --quiet -- '-*' $current
        __fish_complete_path $current
    else if not string match --quiet -- '-*' $current
        and begin
            contains -- "$command" start stop restart reload enable disable export
            or begin
                contains -- "$command" status doctor show diff logs exec shell top podman tree plot
                and test (count $words) -eq 2
            end
        end
        rootfulctl list --no-legend --format name 2>/dev/null
        if contains -- "$command" status export
            rootfulctl list --kind volume --kind image --kind build --no-legend --format name,kind 2>/dev/null | string replace --regex ' +' .
        end
    else if test (count $words) -eq 1; or not contains -- "$command" exec top podman
        # The program knows its commands and options itself. Another program's words it does not.
        set --local line (string join ' ' -- $words[2..] $current)
        rootfulctl "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null | string match --regex '^(?:--)?[a-z].*'
    end
end

complete --command rootfulctl --no-files --arguments '(__rootfulctl_words)'
