#!/bin/sh
# Every link in the documents that leads to a file of the project leads to one that is there.
. tests/report.sh

for document in *.md */README.md; do
	missing=$(grep -o '](\([^)#]*\)' "$document" | sed 's/^](//' | grep -v '^http' | sort -u |
		while read -r path; do
			[ -n "$path" ] && [ ! -e "$(dirname "$document")/$path" ] && echo "$path"
		done)
	[ -z "$missing" ]
	ok $? "$document: ${missing:-every link leads somewhere}"
done
done_testing
